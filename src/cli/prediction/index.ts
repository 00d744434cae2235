export { readRecording } from './read-recording.js';
export { readScenarios, scenarioOptions } from './read-scenarios.js';
