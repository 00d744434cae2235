export { type ClientHello, parseClientHello } from './client-hello.js';
export { type FirstBytes, readFirstBytes } from './first-bytes.js';
export {
  connectAccepted,
  formatRedirect,
  formatRefusal,
  type PlainRequest,
  parseConnectTarget,
} from './plain-request.js';
