// Front door of the tasks: sessions and long calls log into one, and the REST API shows them.
export type { Task } from './task.js';
export { Tasks } from './tasks.js';
export { describeProcess, nameOfRun, nodeName } from './upid.js';
