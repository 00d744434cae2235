// The first line of a trace (product.md 5). In: nothing. Out: a type and its constants.

export const traceFormat = 'pbscope-trace';
/** Raised when a reader of the old form would misread the new one; older forms are upgraded on read. */
export const traceVersion = 2;

export interface TraceHeader {
  readonly format: typeof traceFormat;
  readonly version: number;
  /** `pbscope 0.1.0`. */
  readonly tool: string;
  /** Wall clock of atMs 0, RFC 3339. */
  readonly startedAt: string;
  /** Where it was recorded: what the client spoke to, and the server behind. */
  readonly ends: { readonly listen: string; readonly upstream: string };
  /** What was taken out: always secrets; `names` after `trace redact`. */
  readonly redacted: readonly string[];
}
