// Login, renewal and logout (protocol.md 2.1). In: user and password, or an old ticket as password. Out: the ticket in the
// form of the release: 3.x's plain data, 4.x's reply with siblings, or 4.x's cookie that no script can read.
import { type Answer, bytesAnswer, dataAnswer, isSet, textOf } from '../api/index.js';
import { isRefusal, type Outcome, refuse } from '../refusal.js';
import type { RestCall, ServerContext } from './context.js';

const cookieName = '__Host-PBSAuthCookie';
const cookieTerms = 'Secure; SameSite=Lax; HttpOnly; Path=/;';
/** What takes the cookie away again, also on every 401 of 4.x (2.5). */
export const clearedCookie = `${cookieName}=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; ${cookieTerms}`;

const unauthorized = 401;

export async function login(context: ServerContext, { values }: RestCall): Promise<Outcome<Answer>> {
  // No account here has a second factor, so there is no challenge that this could be the answer to.
  if (values.has('tfa-challenge')) return refuse('permission check failed.', unauthorized);
  const outcome = await context.accounts.login(textOf(values, 'username'), textOf(values, 'password'));
  if (isRefusal(outcome)) return outcome;
  if (context.personality.loginForm === 'plain') return dataAnswer(outcome);
  if (!isSet(values, 'http-only')) return ownForm(outcome);
  const { CSRFPreventionToken, ticket, username } = outcome;
  const info = `${ticket.split('::')[0]}::ticketinfo`;
  const answer = ownForm({ CSRFPreventionToken, 'ticket-info': info, username });
  return { ...answer, headers: [['set-cookie', `${cookieName}=${ticket}; ${cookieTerms}`]] };
}

/** 4.x builds these replies by hand: two siblings, and a label without charset. */
function ownForm(data: unknown): Answer {
  return { ...bytesAnswer(dataAnswer(data, { status: 200, success: true }).body), contentType: 'application/json' };
}

export async function logout(): Promise<Outcome<Answer>> {
  return { ...ownForm(null), headers: [['set-cookie', clearedCookie]] };
}
