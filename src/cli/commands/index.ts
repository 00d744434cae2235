// The ordered list of commands: a new one is a file here and a line in this list.
import type { Command } from '../command.js';
import { demoCommand } from './demo.js';
import { openCommand } from './open.js';
import { proxyCommand } from './proxy.js';
import { reportCommand } from './report.js';
import { serverCommand } from './server.js';

export const commands: readonly Command[] = [proxyCommand, demoCommand, openCommand, reportCommand, serverCommand];
