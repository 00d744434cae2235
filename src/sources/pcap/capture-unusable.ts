// In: nothing. Out: the one error that a capture may reject with: the file as a whole is of no use. The message is one
// sentence with the next step, ready for the operator; faults inside a usable file are WireEvents instead.

/** The operator's fault, not the peer's: wrong file, empty file. */
export class CaptureUnusable extends Error {
  override readonly name = 'CaptureUnusable';
}
