export { chooseProxy } from './choose-proxy.js';
export { connectFeed, type RemoteFeed } from './remote-feed.js';
export { type FeedServer, serveFeed } from './serve-feed.js';
export { findProxies, socketFolder, socketPath } from './sockets.js';
