// How a client proves itself: an API token, or a ticket that a password was changed into (protocol.md 2.3, 2.4).
// In: credentials. Out: header lines in the official client's order.

export interface Token {
  readonly kind: 'token';
  /** `user@realm!name`. */
  readonly authId: string;
  readonly secret: string;
}

export interface Ticket {
  readonly kind: 'ticket';
  readonly username: string;
  readonly ticket: string;
  readonly csrfToken: string;
  /** 4.x servers may ask for another name. */
  readonly cookieName: string;
}

export type Credential = Token | Ticket;

/** `user@realm!name` names a token, `user@realm` a user. */
export const isTokenId = (authId: string): boolean => authId.includes('!');

/** The ticket goes raw into its cookie, though it holds `:`, `+` and `/` (protocol.md 0.3). */
export function formatCredential(credential: Credential): readonly string[] {
  if (credential.kind === 'token')
    return [`authorization: PBSAPIToken ${credential.authId}:${encodeURIComponent(credential.secret)}`];
  return [`cookie: ${credential.cookieName}=${credential.ticket}`, `csrfpreventiontoken: ${credential.csrfToken}`];
}
