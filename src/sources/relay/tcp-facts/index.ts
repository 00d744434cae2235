export { type AskKernel, createSsAsker } from './ask-ss.js';
export { createTcpSampler, type TcpSampler } from './sampler.js';
