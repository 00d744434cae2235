// `--fail-on`, `--assert` and `--junit` of a command that ends with a report. In: its flags, then the report. Out: messages, the JUnit
// file, and the exit code: 3 when a gate does not hold. Flags are read before the input, so that a typing error costs no time.
import { writeFile } from 'node:fs/promises';
import type { Options } from 'yargs';
import {
  type Assertion,
  assertionExamples,
  checkAssertion,
  type FailOn,
  findingsFrom,
  parseAssertion,
  severities,
} from '../../core/gate/index.js';
import { describeVerdict, type Report } from '../../core/report/index.js';
import { renderJunit } from '../../sinks/export/index.js';
import { type CommandContext, textFlag, textList } from '../command.js';
import { type ExitCode, exitCodes, nearestWord, OperatorError } from '../errors/index.js';

/** What the JUnit file calls a failure where --fail-on does not say. */
const junitFailOn: FailOn = 'error';

export const gateOptions: Readonly<Record<string, Options>> = {
  'fail-on': { type: 'string', describe: `exit with 3 from this severity of finding on: ${severities.join(', ')}` },
  assert: {
    type: 'string',
    array: true,
    describe: `exit with 3 unless it holds, for example ${assertionExamples.join(', ')}`,
  },
  junit: { type: 'string', describe: 'write the results as JUnit XML to this file' },
};

export interface Gates {
  readonly failOn: FailOn | null;
  readonly assertions: readonly Assertion[];
  readonly junitPath: string | undefined;
}

export function readGates(context: CommandContext): Gates {
  const failOn = textFlag(context, 'fail-on');
  return {
    failOn: failOn === undefined ? null : readFailOn(failOn),
    assertions: textList(context, 'assert').map(readAssertion),
    junitPath: textFlag(context, 'junit'),
  };
}

/** Whether any was asked for. */
export const hasGates = ({ failOn, assertions, junitPath }: Gates): boolean =>
  failOn !== null || assertions.length > 0 || junitPath !== undefined;

/** To be called when the report was printed: what breaks is said on stderr. */
export async function checkGates(gates: Gates, report: Report, { log }: CommandContext): Promise<ExitCode> {
  const results = gates.assertions.map((assertion) => checkAssertion(assertion, report));
  const findings = gates.failOn === null ? [] : findingsFrom(gates.failOn, report.verdicts);
  for (const finding of findings) log.logger.error(describeVerdict(finding));
  for (const { gate, state, detail } of results) {
    if (state === 'passed') log.logger.info(`${gate} holds: ${detail}`);
    else log.logger.error(`${gate} ${state === 'broken' ? 'does not hold' : 'was not measured'}: ${detail}`);
  }
  if (gates.junitPath !== undefined) {
    await writeJunit(gates.junitPath, renderJunit(report, results, gates.failOn ?? junitFailOn));
  }
  const isBroken = findings.length > 0 || results.some((result) => result.state !== 'passed');
  return isBroken ? exitCodes.findings : exitCodes.ok;
}

function readFailOn(text: string): FailOn {
  const known = severities.find((severity) => severity === text);
  if (known !== undefined) return known;
  const nearest = nearestWord(text, severities);
  throw new OperatorError(
    `--fail-on ${text} is no severity.`,
    nearest === null ? `Choose one of ${severities.join(', ')}.` : `Did you mean ${nearest}?`,
  );
}

/** An error points at the character. */
function readAssertion(text: string): Assertion {
  const parsed = parseAssertion(text);
  if (parsed.kind === 'assertion') return parsed.assertion;
  throw new OperatorError(
    `--assert: ${parsed.message}.\n  ${text}\n  ${' '.repeat(parsed.at)}^\n`,
    `Try ${assertionExamples.join(', ')}.`,
  );
}

async function writeJunit(path: string, xml: string): Promise<void> {
  try {
    await writeFile(path, xml);
  } catch (error) {
    throw new OperatorError(
      `The JUnit file ${path} cannot be written (${(error as Error).message}).`,
      'Choose another name with --junit.',
    );
  }
}
