// What `user set` and `token set` change. In: flags. Out: the change; a date that is none is the operator's fault.
import type { AccountChange } from '../../../pbs-server/index.js';
import { type CommandContext, textFlag } from '../../command.js';
import { OperatorError } from '../../errors/index.js';

export const changeFlags = {
  enabled: { type: 'boolean', describe: 'whether it comes in; --no-enabled keeps it out until it is enabled again' },
  expires: { type: 'string', describe: 'when it comes in no more: 2027-01-31, 2027-01-31T12:00:00Z, or never' },
  comment: { type: 'string', describe: 'what it is for' },
} as const;

const never = 'never';
const dayCharacters = 10;
const datePattern = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?Z)?$/;

export function readAccountChange(context: CommandContext): AccountChange {
  const enabled = context.flags['enabled'];
  const expires = textFlag(context, 'expires');
  const comment = textFlag(context, 'comment');
  const change: AccountChange = {
    ...(typeof enabled === 'boolean' ? { isEnabled: enabled } : {}),
    ...(expires === undefined ? {} : { expiresAtSeconds: parseExpiry(expires) }),
    ...(comment === undefined ? {} : { comment }),
  };
  if (Object.keys(change).length > 0) return change;
  throw new OperatorError('There is nothing to change.', 'Give --no-enabled, --expires or --comment.');
}

/** UTC, as all times of PBS. */
export function formatExpiry(expiresAtSeconds: number | null): string | null {
  return expiresAtSeconds === null ? null : new Date(expiresAtSeconds * 1000).toISOString().replace('.000Z', 'Z');
}

function parseExpiry(text: string): number | null {
  if (text === never) return null;
  const atMs = datePattern.test(text) ? Date.parse(text) : Number.NaN;
  // The 30th of February would be the 1st of March.
  const isDay = !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(text.slice(0, dayCharacters));
  if (!isDay) {
    throw new OperatorError(`--expires ${text} is no date.`, 'Write it as 2027-01-31, or as 2027-01-31T12:00:00Z.');
  }
  return Math.floor(atMs / 1000);
}
