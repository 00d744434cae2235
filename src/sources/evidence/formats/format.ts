// What a format of foreign logs is: how it is recognised, and its parser. In: nothing. Out: types only.
import type { ParsedLine } from '../../../core/evidence/index.js';
import type { EvidenceFormatId } from '../../../core/report/index.js';

export interface EvidenceParser {
  /** Lines without their end and without terminal codes, in the order of the file. Never throws. */
  feed(line: string): ParsedLine;
}

export interface EvidenceFormat {
  readonly id: EvidenceFormatId;
  /** A line that no other format writes. */
  recognises(line: string): boolean;
  begin(): EvidenceParser;
}
