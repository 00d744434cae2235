// Front door of the folders that pbscope makes for itself: a path that the operator named, with all that leads to it.
export { makeFolder } from './make-folder.js';
