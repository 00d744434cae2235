export { openKeylog } from './keylog.js';
export { describeListenFailure } from './listen-failure.js';
export { type Live, type LiveOptions, startLive } from './live.js';
export { type Observer, type ObserverOptions, startObserver } from './observer.js';
export { runChild } from './run-child.js';
export { runProxies } from './run-proxies.js';
export { untilInterrupted } from './until-interrupted.js';
