// The words of a verdict, gravest first, and what each means for backups. The first that is more than a note is the outcome. In:
// nothing. Out: the table; exit classes are those of the command line (docs/lb-check.md).

/** How far a backup gets: the first step that fails, limits that it meets on the way, or notes that concern some set-ups only. */
export type FindingClass =
  | 'unreachable'
  | 'tls'
  | 'authentication'
  | 'upgrade-refused'
  | 'tunnel-broken'
  | 'limit'
  | 'note';

interface Word {
  readonly word: string;
  readonly is: FindingClass;
  /** Behind "does not carry backups, because". */
  readonly says: string;
}

const words = [
  { word: 'unreachable', is: 'unreachable', says: 'it is not reached' },
  { word: 'l4-failed', is: 'tls', says: 'what reaches PBS is no TLS, or TLS within TLS' },
  { word: 'tls-failed', is: 'tls', says: 'no TLS handshake comes about' },
  { word: 'certificate-refused', is: 'tls', says: 'the certificate is neither trusted nor the expected one' },
  { word: 'h2-forced', is: 'upgrade-refused', says: 'one side of it speaks HTTP/2 only, which has no upgrade' },
  { word: 'auth-stripped', is: 'authentication', says: 'the credentials do not reach PBS' },
  { word: 'server-missing', is: 'unreachable', says: 'part of the connections reaches no PBS' },
  { word: 'several-servers', is: 'authentication', says: 'connections reach servers that do not know each other' },
  { word: 'authentication-failed', is: 'authentication', says: 'PBS refuses the credentials' },
  { word: 'upgrade-stripped', is: 'upgrade-refused', says: 'the Upgrade header does not reach PBS' },
  { word: 'upgrade-refused', is: 'upgrade-refused', says: 'the upgrade is refused' },
  { word: 'tunnel-broken', is: 'tunnel-broken', says: 'the connection does not become a tunnel after the 101' },
  { word: 'pass-with-idle-limit', is: 'limit', says: 'a silent session is cut' },
  { word: 'age-limit', is: 'limit', says: 'a session is cut at an age' },
  { word: 'reload-cut', is: 'limit', says: 'it ended all sessions at the same moment, as at a reload or a stop' },
  { word: 'one-way-limit', is: 'limit', says: 'a session in which one side is silent is cut' },
  { word: 'h2-terminated', is: 'limit', says: 'it takes part in the HTTP/2 of the session' },
  { word: 'rest-body-limit', is: 'limit', says: 'large REST bodies are refused' },
  { word: 'stall-limit', is: 'limit', says: 'a session whose reader pauses is cut' },
  { word: 'client-limit', is: 'limit', says: 'requests or sessions beyond a number are refused' },
  { word: 'fails-without-sni', is: 'note', says: 'a client that uses the IP address is refused' },
  { word: 'host-header-required', is: 'note', says: 'a request without Host is refused' },
  { word: 'fails-with-server-before-3.1.5', is: 'note', says: 'the 101 of an old server is refused' },
  { word: 'fails-with-client-before-3.0.5', is: 'note', says: 'the upgrade of an old client is refused' },
] as const satisfies readonly Word[];

export type Finding = (typeof words)[number]['word'];

export const findingWords: readonly (Word & { readonly word: Finding })[] = words;

export const wordOf = (finding: Finding): Word => {
  const found = words.find(({ word }) => word === finding);
  if (found === undefined) throw new Error(`no word ${finding}`); // ours: the type is made of the table
  return found;
};
