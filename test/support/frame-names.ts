// Names of HTTP/2's frame types by number (RFC 9113, 6), for witnesses: written here again so that a wrong name in core shows.

export const witnessFrameNames: readonly string[] = [
  'DATA',
  'HEADERS',
  'PRIORITY',
  'RST_STREAM',
  'SETTINGS',
  'PUSH_PROMISE',
  'PING',
  'GOAWAY',
  'WINDOW_UPDATE',
  'CONTINUATION',
];
