export {
  type ClientFacts,
  type ClientKind,
  type ClientPipeline,
  type RecognisedClient,
  recogniseClient,
} from './client.js';
export { type RecognisedServer, recogniseServer, type ServerKind } from './server.js';
export { addAppend, addCall, type ClientSigns, noSigns, type SettingsSeen } from './signs.js';
