// `node dist/scripts/shape-table.js [FOLDER]`: what the shape of each capture says with the keys withheld, against what the keys show.
// Out: the table of docs/shape.md as Markdown, one line a connection, and the sums. Asserts nothing.
import { basename, dirname } from 'node:path';
import { formatBytes, formatFactor, unknownText } from '../src/core/report/index.js';
import { originalsFolder } from '../test/support/paths.js';
import { besideCapture, listCaptures } from '../test/support/read-report.js';
import { type ShapeTruth, shapesAgainstTruth } from '../test/support/shape-truth.js';

const folder = process.argv[2] ?? originalsFolder;
const captures = listCaptures(folder).filter((capture) => besideCapture(capture, 'keys') !== null);

const orDash = <T>(value: T | null | undefined, format: (value: T) => string): string =>
  value === null || value === undefined ? unknownText : format(value);

function row(name: string, { shape, kind, chunkCount, encodedBytes, dedupRatio }: ShapeTruth): string {
  const { session, chunks, dedup } = shape;
  const sureness = [session, chunks, dedup].flatMap((estimate) => estimate?.confidence[0] ?? []).join('/');
  const isGuessed = session.kind === kind;
  const cells = [
    `${name} ${shape.connection}`,
    isGuessed ? kind : `**${session.kind}**, is ${kind}`,
    chunkCount === null && chunks === null
      ? unknownText
      : `${orDash(chunks?.count, String)} of ${orDash(chunkCount, String)}`,
    chunks === null ? unknownText : `${formatBytes(chunks.encodedBytes)} of ${formatBytes(encodedBytes)}`,
    dedup === null ? unknownText : `${orDash(dedup.dedupRatio, formatFactor)} for ${orDash(dedupRatio, formatFactor)}`,
    sureness,
  ];
  return `| ${cells.join(' | ')} |`;
}

console.log('| capture, connection | session | chunks | encoded bytes | dedup | sure |\n|---|---|---|---|---|---|');
const all: ShapeTruth[] = [];
for (const capture of captures) {
  const name = `${basename(dirname(capture))}/${basename(capture).replace(/\.pcap.*$/, '')}`;
  for (const truth of await shapesAgainstTruth(capture)) {
    all.push(truth);
    console.log(row(name, truth));
  }
}

const counted = all.filter(({ chunkCount }) => chunkCount !== null);
const right = all.filter(({ shape, kind }) => shape.session.kind === kind);
const exact = counted.filter(({ shape, chunkCount }) => shape.chunks?.count === chunkCount);
const sure = counted.filter(({ shape }) => shape.chunks?.confidence === 'high');
const sureExact = sure.filter((truth) => exact.includes(truth));
console.log(
  `\nKind right: ${right.length} of ${all.length}. Chunk count exact: ${exact.length} of ${counted.length}; of those with high ` +
    `confidence ${sureExact.length} of ${sure.length}.`,
);
