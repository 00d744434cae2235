// --on-stuck CMD and --on-verdict CMD. In: the report of a live run, again and again. Out: CMD run by the shell once for each new
// stuck call or verdict (warning or error), with it as one JSON value on stdin. A command that fails is said; the relay never waits.
import { spawn } from 'node:child_process';
import type { Report } from '../../core/report/index.js';
import { roundNumber } from '../../core/report/index.js';

export interface HookOptions {
  readonly onStuck: string | undefined;
  readonly onVerdict: string | undefined;
  readonly warn: (sentence: string) => void;
}

export interface Hooks {
  update(report: Report): void;
  /** Settles when the commands under way have ended. */
  close(): Promise<void>;
}

/** A command that hangs must not gather hundreds of its kind; what finds no place is said. */
const maxRunningCount = 8;

interface Occasion {
  readonly key: string;
  readonly value: unknown;
}

const findStuck = (report: Report): Occasion[] =>
  report.sessions.flatMap((session) =>
    session.stuckCalls.map((call) => ({
      key: `${session.id} ${call.operation} ${call.startedAtMs} ${call.target}`,
      value: { ...call, session: session.id, store: session.store, snapshot: session.snapshot },
    })),
  );

const findVerdicts = (report: Report): Occasion[] =>
  report.verdicts
    .filter((verdict) => verdict.state === 'found' && verdict.severity !== 'info')
    .map((verdict) => ({
      key: `${verdict.rule} ${verdict.session} ${verdict.connection} ${verdict.severity}`,
      value: verdict,
    }));

export function createHooks({ onStuck, onVerdict, warn }: HookOptions): Hooks {
  const running = new Set<Promise<void>>();
  const hooks = [
    { flag: '--on-stuck', command: onStuck, find: findStuck, told: new Set<string>() },
    { flag: '--on-verdict', command: onVerdict, find: findVerdicts, told: new Set<string>() },
  ];
  const run = (flag: string, command: string, value: unknown): void => {
    if (running.size >= maxRunningCount) {
      warn(`${flag} was not run: ${maxRunningCount} commands are still running.`);
      return;
    }
    const ended = new Promise<void>((resolve) => {
      const child = spawn('sh', ['-c', command], { stdio: ['pipe', 'ignore', 'inherit'] });
      child.stdin.on('error', () => undefined); // it need not read
      child.once('error', (error) => {
        warn(`${flag} could not be run (${error.message}).`);
        resolve();
      });
      child.once('exit', (code, signal) => {
        if (code !== 0) warn(`The command of ${flag} ended with ${code ?? signal}.`);
        resolve();
      });
      child.stdin.end(`${JSON.stringify(value, roundNumber)}\n`);
    }).finally(() => running.delete(ended));
    running.add(ended);
  };
  return {
    update(report) {
      for (const { flag, command, find, told } of hooks) {
        if (command === undefined) continue;
        for (const { key, value } of find(report)) {
          if (told.has(key)) continue;
          told.add(key);
          run(flag, command, value);
        }
      }
    },
    close: async () => void (await Promise.all(running)),
  };
}
