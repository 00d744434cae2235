// The list of what may leave decode, applied to Events once more: for traces of other origin, or of a time when the list was shorter.
// In: an Event. Out: the same without headers that are not on the list and without secrets in targets.
import { allowHeaders, redactAuthority, redactTarget } from '../decode/index.js';
import type { Event } from '../event/index.js';

export function stripSecrets(event: Event): Event {
  switch (event.kind) {
    case 'requestHead':
      return {
        ...event,
        target: redactTarget(event.target),
        authority: event.authority === null ? null : redactAuthority(event.authority),
        headers: allowHeaders(event.headers),
      };
    case 'responseHead':
    case 'trailers':
      return { ...event, headers: allowHeaders(event.headers) };
    case 'tunnelled':
      return { ...event, target: redactAuthority(event.target) };
    default:
      return event;
  }
}
