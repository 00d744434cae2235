// In: the path of a file with several upstreams. Out: for each listen address the servers behind it, the first of which takes every
// name that no other has; or the operator's fault with the place in the file.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { exitCodes, OperatorError } from '../errors/index.js';
import { parseRedactLevel } from '../redaction/index.js';
import { type HostPort, parseHostPort, parseSizeBytes, parseWaitMs } from '../settings/index.js';
import type { RecordTo } from './read-record-to.js';
import { readVerification } from './read-verification.js';
import { type EmulatedLine, lineOptions, readLine } from './wan.js';

const pbsPort = 8007;
const proxyPort = 8008;

/** Settings of the line have the names that the flags have. */
const lineSettings = Object.fromEntries(Object.keys(lineOptions).map((name) => [name, z.string().optional()]));

const entrySchema = z.strictObject({
  upstream: z.string(),
  listen: z.string().optional(),
  serverNames: z.array(z.string()).optional(),
  fingerprint: z.string().optional(),
  ca: z.string().optional(),
  record: z.string().optional(),
  'record-max': z.string().optional(),
  'record-rotate': z.string().optional(),
  redact: z.string().optional(),
  ...lineSettings,
});
const fileSchema = z.strictObject({ upstreams: z.array(entrySchema).min(1) });
type Entry = z.infer<typeof entrySchema>;

export interface UpstreamPlan {
  readonly serverNames: readonly string[];
  readonly upstream: HostPort;
  readonly verify: ReturnType<typeof readVerification>;
  readonly line: EmulatedLine | null;
  readonly recordTo: RecordTo | undefined;
}

export interface ListenPlan {
  readonly listen: HostPort;
  /** At least one. */
  readonly upstreams: readonly [UpstreamPlan, ...UpstreamPlan[]];
}

const example =
  'For example: {"upstreams": [{"listen": "127.0.0.1:8008", "upstream": "pbs1", "fingerprint": "aa:bb:…"}]}';

function readEntries(path: string): readonly Entry[] {
  const unusable = (why: string): OperatorError =>
    new OperatorError(`${path} ${why}.`, example, exitCodes.unusableInput);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw unusable(`cannot be read (${(error as Error).message})`);
  }
  const parsed = fileSchema.safeParse(value);
  if (parsed.success) return parsed.data.upstreams;
  const [issue] = parsed.error.issues;
  throw unusable(`is no list of upstreams: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trimEnd());
}

function readEntry(entry: Entry): UpstreamPlan {
  const flags: Readonly<Record<string, unknown>> = entry;
  const { record, redact, 'record-max': max, 'record-rotate': rotate } = entry;
  return {
    serverNames: entry.serverNames ?? [],
    upstream: parseHostPort('upstream', entry.upstream, pbsPort),
    // PBS_FINGERPRINT would be that of one of them.
    verify: readVerification({ fingerprint: entry.fingerprint ?? '', caPath: entry.ca }),
    line: readLine((name) => (typeof flags[name] === 'string' ? flags[name] : undefined)),
    recordTo:
      record === undefined
        ? undefined
        : {
            path: record,
            ...(max === undefined ? {} : { maxBytes: parseSizeBytes('record-max', max) }),
            ...(redact === undefined ? {} : { redact: parseRedactLevel(redact) }),
            ...(rotate === undefined ? {} : { changeAfterMs: parseWaitMs('record-rotate', rotate) }),
          },
  };
}

export function readUpstreams(path: string, defaultListen: string): readonly ListenPlan[] {
  const plans = new Map<string, [UpstreamPlan, ...UpstreamPlan[]]>();
  for (const entry of readEntries(path)) {
    const listen = entry.listen ?? defaultListen;
    const plan = readEntry(entry);
    const sameAddress = plans.get(listen);
    if (sameAddress === undefined) plans.set(listen, [plan]);
    else {
      if (plan.serverNames.length === 0)
        throw new OperatorError(
          `${path}: ${entry.upstream} is not the first at ${listen}, and has no serverNames.`,
          'Give it the names that lead there, or another listen address.',
          exitCodes.unusableInput,
        );
      sameAddress.push(plan);
    }
  }
  return [...plans].map(([listen, upstreams]) => ({ listen: parseHostPort('listen', listen, proxyPort), upstreams }));
}
