// A refusal: the server's "no" as a value, with PBS's own text (protocol.md 5; wording: captures of genuine servers).
// In: status and text. Out: a value that handlers return; how it is put on the wire is answer.ts's business.

export interface Refusal {
  readonly kind: 'refusal';
  readonly status: number;
  readonly text: string;
  /**
   * Where it was refused: inside a session PBS does not label the text of a schema error, and it takes its time over a
   * declared permission.
   */
  readonly stage: 'routing' | 'credentials' | 'permission' | 'parameters' | 'handler';
}

/** Either what was asked for, or why not. */
export type Outcome<T> = T | Refusal;

const badRequest = 400;

export function refuse(text: string, status: number = badRequest, stage: Refusal['stage'] = 'handler'): Refusal {
  return { kind: 'refusal', status, text, stage };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'refusal';
}
