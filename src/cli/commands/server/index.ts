// Front door of `pbscope server`: the server itself; its accounts are subcommands, each a file here and a line in a list.
export { serverCommand } from './serve.js';
