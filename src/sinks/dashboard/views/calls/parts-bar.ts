// Where the time of a call went, as a bar. In: a call. Out: one line: body on its way, waiting for the reply, reply on its
// way, each with its own sign.
import type { CallRow } from '../../../../core/report/index.js';
import { type Glyphs, type Line, stackedBar } from '../../screen/index.js';

export function partsBar(call: CallRow, glyphs: Glyphs, columnCount: number): Line {
  return stackedBar(
    [
      { value: call.uploadMs ?? 0, glyph: glyphs.upload, style: 'toServer' },
      { value: call.waitMs ?? 0, glyph: glyphs.wait, style: 'wait' },
      { value: call.responseMs ?? 0, glyph: glyphs.response, style: 'toClient' },
    ],
    columnCount,
  );
}
