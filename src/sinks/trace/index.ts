export { type FolderRecorder, type FolderRecorderOptions, openFolderRecorder } from './folder-recorder.js';
export { openRecorder, type Recorder, type RecorderOptions } from './recorder.js';
