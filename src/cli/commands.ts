// The ordered list of commands: a new one is a file in commands/ and a line here.
import type { Command } from './command.js';

export const commands: readonly Command[] = [];
