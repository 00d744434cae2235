export { type AskKernel, askSs } from './ask-ss.js';
export { createTcpSampler, type TcpSampler } from './sampler.js';
