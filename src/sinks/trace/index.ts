export { type FolderRecorder, type FolderRecorderOptions, openFolderRecorder } from './folder-recorder.js';
export { canPack } from './packer.js';
export { openRecorder, type Recorder, type RecorderOptions } from './recorder.js';
export { writeTrace } from './write-trace.js';
