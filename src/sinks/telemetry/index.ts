export { renderOtlp, renderOtlpRequests } from './otlp.js';
export { createOtlpSender, type OtlpSender } from './otlp-sender.js';
export { createMetrics, type Metrics } from './prometheus.js';
export { renderPrometheus } from './render-prometheus.js';
