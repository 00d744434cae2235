export { type ExitCode, exitCodes } from './exit-codes.js';
export { nearestWord } from './nearest.js';
export { OperatorError } from './operator-error.js';
