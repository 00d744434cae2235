// The formats of --with, told apart by what is in the files: a new one is one file and one line here.
import { clientOutput } from './client-output.js';
import type { EvidenceFormat } from './format.js';
import { haproxyLog } from './haproxy.js';
import { nginxAccessLog } from './nginx-access.js';
import { nginxErrorLog } from './nginx-error.js';
import { nginxStreamLog } from './nginx-stream.js';
import { taskLog } from './task-log.js';

export const evidenceFormats: readonly EvidenceFormat[] = [
  taskLog,
  clientOutput,
  haproxyLog,
  nginxAccessLog,
  nginxErrorLog,
  nginxStreamLog,
];
