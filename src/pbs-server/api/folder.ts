// `GET /` of a side: the names below it, from the endpoint table. In: a side. Out: PBS's list.
import { endpoints, type SessionSide } from '../../core/pbs/index.js';

export function listSubdirs(side: SessionSide): readonly { readonly subdir: string }[] {
  const names = endpoints.filter((one) => one.side === side).map((one) => one.path.slice(1));
  return [...new Set(names)]
    .filter((name) => name !== '')
    .sort()
    .map((subdir) => ({ subdir }));
}
