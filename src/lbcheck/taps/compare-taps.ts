// Two recordings of the same sessions, from both sides of a box → what the box changed: which header, setting, frame or second. In: the
// sessions of both. Out: one line a difference. Times are compared within each recording: their clocks differ.
import type { Event, HeaderList } from '../../core/event/index.js';
import { isTunnel, readTapSessions, type TapSession } from './tap-session.js';

export interface TapDifference {
  /** The upgrade's target, as the client sent it. */
  readonly session: string;
  readonly kind: 'missing' | 'request' | 'reply' | 'settings' | 'bytes' | 'frames' | 'end';
  readonly text: string;
}

/** Recordings stamp bytes when they see them: less than this is the way through the box. */
const sameTimeMs = 500;

export async function compareTaps(
  front: AsyncIterable<Event>,
  back: AsyncIterable<Event>,
): Promise<readonly TapDifference[]> {
  const [before, behind] = await Promise.all([readTapSessions(front), readTapSessions(back)]);
  const left = [...behind];
  const differences = before.flatMap((session) => {
    const at = left.findIndex(({ key }) => key === session.key);
    const [match] = at < 0 ? [] : left.splice(at, 1);
    return match === undefined ? [say(session, 'missing', missingText(session))] : compareSessions(session, match);
  });
  const extra = left.map((session) =>
    say(session, 'missing', 'Behind the box only: nothing like it is in the recording before it.'),
  );
  return [...differences, ...extra];
}

export function renderComparison(differences: readonly TapDifference[]): string {
  if (differences.length === 0) return 'The box changes nothing: both recordings hold the same sessions.\n';
  const sessions = [...new Set(differences.map(({ session }) => session))];
  const lines = sessions.flatMap((session) => [
    session,
    ...differences.filter((one) => one.session === session).map(({ kind, text }) => `  ${kind.padEnd(9)}${text}`),
  ]);
  return `${lines.join('\n')}\n`;
}

const say = ({ target }: TapSession, kind: TapDifference['kind'], text: string): TapDifference => ({
  session: target,
  kind,
  text,
});

const missingText = ({ status }: TapSession): string =>
  `Before the box only, answered ${status === null ? 'never' : `with ${status}`}: the box did not pass it on.`;

function compareSessions(front: TapSession, back: TapSession): TapDifference[] {
  const found: TapDifference[] = [];
  const tell = (kind: TapDifference['kind'], text: string): void => void found.push(say(front, kind, text));
  if (front.target !== back.target) tell('request', `The path became ${back.target.split('?')[0]}.`);
  if (front.upgrade !== back.upgrade) tell('request', `Upgrade became ${back.upgrade ?? 'nothing'}.`);
  if (front.authority !== back.authority) tell('request', `Host became ${back.authority ?? 'nothing'}.`);
  if (front.hasCredential && !back.hasCredential) tell('request', 'The credentials were removed.');
  for (const line of compareHeaders(front.headers, back.headers)) tell('request', line);
  if (front.status !== back.status)
    tell('reply', `PBS answered ${back.status ?? 'nothing'}, the client got ${front.status ?? 'nothing'}.`);
  for (const line of compareHeaders(back.replyHeaders, front.replyHeaders)) tell('reply', line);
  if (!isTunnel(front) || !isTunnel(back)) return found;
  if (front.settings.toClient !== back.settings.toClient)
    tell(
      'settings',
      `PBS sent ${back.settings.toClient ?? 'none'}; the client got ${front.settings.toClient ?? 'none'}.`,
    );
  if (front.settings.toServer !== back.settings.toServer)
    tell(
      'settings',
      `The client sent ${front.settings.toServer ?? 'none'}; PBS got ${back.settings.toServer ?? 'none'}.`,
    );
  for (const direction of ['toServer', 'toClient'] as const) {
    const [sent, got] = direction === 'toServer' ? [front, back] : [back, front];
    const to = direction === 'toServer' ? 'to PBS' : 'to the client';
    if (sent.bytes[direction] !== got.bytes[direction])
      tell('bytes', `Of ${sent.bytes[direction]} bytes of DATA ${to} ${got.bytes[direction]} arrived.`);
    if (sent.pings[direction] !== got.pings[direction])
      tell('frames', `Of ${sent.pings[direction]} PING ${to} ${got.pings[direction]} arrived.`);
    if (sent.resets[direction] !== got.resets[direction])
      tell('frames', `Of ${sent.resets[direction]} RST_STREAM ${to} ${got.resets[direction]} arrived.`);
  }
  for (const line of compareEnds(front, back)) tell('end', line);
  return found;
}

function compareHeaders(sent: HeaderList, got: HeaderList): string[] {
  const skipped = new Set(['date', 'host', 'upgrade']);
  const before = new Map(sent.filter(([name]) => !skipped.has(name)));
  const behind = new Map(got.filter(([name]) => !skipped.has(name)));
  return [
    ...[...behind].filter(([name]) => !before.has(name)).map(([name, value]) => `Added: ${name}: ${value}`),
    ...[...before].filter(([name]) => !behind.has(name)).map(([name]) => `Removed: ${name}`),
    ...[...before]
      .filter(([name, value]) => behind.has(name) && behind.get(name) !== value)
      .map(([name, value]) => `Changed: ${name}: ${behind.get(name)} (was ${value})`),
  ];
}

/** The box ended it where on both sides the end came from its direction. */
function compareEnds(front: TapSession, back: TapSession): string[] {
  if (front.end === null || back.end === null)
    return front.end === back.end
      ? []
      : [`Only the recording ${front.end === null ? 'behind' : 'before'} the box saw an end.`];
  const ageMs = ({ end, askedAtMs }: TapSession): number => (end?.atMs ?? askedAtMs) - askedAtMs;
  const silentMs = front.end.atMs - front.lastByteAtMs;
  if (front.end.by === 'server' && back.end.by === 'client')
    return [
      `The box ended it after ${(silentMs / 1000).toFixed(1)} s of silence: ${front.end.how} to the client, ${back.end.how} to PBS.`,
    ];
  const apartMs = Math.abs(ageMs(front) - ageMs(back));
  const lines = apartMs > sameTimeMs ? [`The end took ${(apartMs / 1000).toFixed(1)} s to get through.`] : [];
  if (front.end.how !== back.end.how)
    lines.push(`It ended with ${front.end.how} before the box, with ${back.end.how} behind it.`);
  return lines;
}
