// A ticket of the embedded server, got around the box: so that a call through the box asks about nothing but itself. In: the server and
// an account. Out: the cookie and the CSRF token.
import { request } from 'node:https';
import { endpointNamed, formatTarget, isJsonObject, parseJson } from '../../core/pbs/index.js';
import type { PbsServer } from '../../pbs-server/index.js';

export function logInAround(
  { address }: Pick<PbsServer, 'address'>,
  user: { readonly userId: string; readonly password: string },
): Promise<{ readonly cookie: string; readonly csrfToken: string }> {
  const body = JSON.stringify({ username: user.userId, password: user.password });
  return new Promise((resolve, reject) => {
    const call = request(
      {
        host: address.host,
        port: address.port,
        method: endpointNamed('login').method,
        path: formatTarget('login'),
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        rejectUnauthorized: false, // our own server, in this process
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => {
          const value = parseJson(text);
          const data = isJsonObject(value) ? value['data'] : null;
          if (!isJsonObject(data)) return reject(new Error('the embedded server gave no ticket'));
          resolve({
            cookie: `PBSAuthCookie=${String(data['ticket'])}`,
            csrfToken: String(data['CSRFPreventionToken']),
          });
        });
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}
