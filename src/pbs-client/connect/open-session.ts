// In: where, as whom, which snapshot. Out: a session whose calls can begin; or why not, as a ClientFailure of its class.
import { type ConnectLimits, defaultConnectLimits } from './connect-limits.js';
import { type Endpoint, openSecureConnection } from './secure-connection.js';
import { type Session, startSession } from './session.js';
import { type UpgradeRequest, upgrade } from './upgrade.js';

export async function openSession(
  endpoint: Endpoint,
  request: UpgradeRequest,
  limits: Partial<ConnectLimits> = {},
): Promise<Session> {
  const all = { ...defaultConnectLimits, ...limits };
  const connection = await openSecureConnection(endpoint, all);
  await upgrade(connection.socket, request, all.upgradeTimeoutMs);
  return startSession(connection);
}
