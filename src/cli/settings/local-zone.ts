// The zone that times of day are shown in. In: whether UTC was asked for (--utc, PBSCOPE_UTC, pbscope.json). Out: UTC, or this machine's
// zone as TZ and the system name it, summer time included.
import { utcZone, type Zone } from '../../core/report/index.js';

const localZone: Zone = { offsetMinutesAt: (atUnixMs) => -new Date(atUnixMs).getTimezoneOffset() };

export const zoneOf = (flags: Readonly<Record<string, unknown>>): Zone => (flags['utc'] === true ? utcZone : localZone);
