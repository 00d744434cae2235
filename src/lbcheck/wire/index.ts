// Front door of the wire: connections that are looked at byte by byte.
export { Channel, type ChannelEnd } from './channel.js';
export { type ConnectFault, readConnectFault } from './connect-fault.js';
export { type Dialed, type DialOptions, dial, type Handshake, type SeenCertificate, type Target } from './dial.js';
export {
  describeExchanged,
  type Exchanged,
  exchange,
  firstLine,
  headerOf,
  type Reply,
  type Request,
} from './exchange.js';
export { describeFirstBytes } from './first-bytes.js';
export { decodeFrameHead, frameHeadBytes, frameTypes, settingIds } from './frames.js';
export { type RawAnswer, readRawAnswer } from './raw-answer.js';
export { Tunnel, type TunnelReply } from './tunnel.js';
