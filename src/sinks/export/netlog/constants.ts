// The dictionary at the head of a NetLog: numbers of Chromium 156 as it wrote them itself (fixtures/netlog). Each file brings its own, so any
// viewer reads them; only what is used here is in it. In: nothing. Out: the `constants` object, and the numbers by name.

export const eventTypes = {
  REQUEST_ALIVE: 2,
  SOCKET_ALIVE: 45,
  TCP_CONNECT: 51,
  SSL_CONNECT: 65,
  HTTP_TRANSACTION_SEND_REQUEST_HEADERS: 240,
  HTTP_TRANSACTION_READ_RESPONSE_HEADERS: 245,
  HTTP2_SESSION: 262,
  HTTP2_SESSION_INITIALIZED: 263,
  HTTP2_SESSION_SEND_HEADERS: 264,
  HTTP2_SESSION_RECV_HEADERS: 265,
  HTTP2_SESSION_SEND_SETTINGS: 266,
  HTTP2_SESSION_SEND_SETTINGS_ACK: 267,
  HTTP2_SESSION_RECV_SETTINGS: 269,
  HTTP2_SESSION_RECV_SETTING: 270,
  HTTP2_SESSION_RECV_SETTINGS_ACK: 271,
  HTTP2_SESSION_RECV_RST_STREAM: 272,
  HTTP2_SESSION_SEND_RST_STREAM: 273,
  HTTP2_SESSION_PING: 274,
  HTTP2_SESSION_RECV_GOAWAY: 275,
  HTTP2_SESSION_RECV_WINDOW_UPDATE: 276,
  HTTP2_SESSION_SEND_WINDOW_UPDATE: 277,
  HTTP2_SESSION_UPDATE_SEND_WINDOW: 278,
  HTTP2_SESSION_SEND_DATA: 281,
  HTTP2_SESSION_RECV_DATA: 282,
  HTTP2_SESSION_STREAM_STALLED_BY_SESSION_SEND_WINDOW: 283,
  HTTP2_SESSION_STREAM_STALLED_BY_STREAM_SEND_WINDOW: 284,
  HTTP2_SESSION_CLOSE: 285,
  HTTP2_SESSION_STALLED_MAX_STREAMS: 286,
  HTTP2_STREAM_FLOW_CONTROL_UNSTALLED: 296,
} as const;
export type EventTypeName = keyof typeof eventTypes;

export const sourceTypes = { NONE: 0, URL_REQUEST: 1, SOCKET: 10, HTTP2_SESSION: 11 } as const;
export type SourceTypeName = keyof typeof sourceTypes;

export const phases = { PHASE_NONE: 0, PHASE_BEGIN: 1, PHASE_END: 2 } as const;
export type Phase = keyof typeof phases;

export const netErrors = {
  ERR_ABORTED: -3,
  ERR_CONNECTION_CLOSED: -100,
  ERR_CONNECTION_RESET: -101,
  ERR_SSL_PROTOCOL_ERROR: -107,
  ERR_CONNECTION_TIMED_OUT: -118,
} as const;

/** What the viewer asks for before it takes a file. `timeTickOffset` is text: every version of it takes that. */
export function netlogConstants(startedAtUnixMs: number) {
  return {
    logFormatVersion: 1,
    timeTickOffset: String(Math.round(startedAtUnixMs)),
    logCaptureMode: 'Default',
    clientInfo: { name: 'pbscope', version: '', cl: '', official: '', os_type: '', command_line: '' },
    logEventTypes: eventTypes,
    logSourceType: sourceTypes,
    logEventPhase: phases,
    netError: netErrors,
    addressFamily: { ADDRESS_FAMILY_UNSPECIFIED: 0, ADDRESS_FAMILY_IPV4: 1, ADDRESS_FAMILY_IPV6: 2 },
    loadFlag: { NORMAL: 0 },
    loadState: { IDLE: 0 },
    certStatusFlag: {},
    quicError: {},
    quicRstStreamError: {},
  };
}
