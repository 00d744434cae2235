export { type Advice, adviseFirst } from './advice.js';
export { type ClientName, clientNames } from './pipelines.js';
export { createModel, type Model, type Prediction, predict, recordedScenario, type Scenario } from './predict.js';
export type { Recording } from './recording.js';
export { RecordingCollector } from './recording-collector.js';
