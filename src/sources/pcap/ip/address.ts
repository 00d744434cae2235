// In: the bytes of an address and a port. Out: `ip:port` as the report shows it, IPv6 in brackets and shortened as
// RFC 5952 wants.

export function formatEndpoint(address: Uint8Array, port: number): string {
  return address.length === 4 ? `${address.join('.')}:${port}` : `[${formatIpv6(address)}]:${port}`;
}

/** ::ffff:a.b.c.d, an IPv4 peer on a dual-stack socket. */
const isMappedIpv4 = (groups: readonly number[]): boolean =>
  groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;

function formatIpv6(address: Uint8Array): string {
  const groups = Array.from(
    { length: 8 },
    (_, index) => ((address[index * 2] ?? 0) << 8) | (address[index * 2 + 1] ?? 0),
  );
  if (isMappedIpv4(groups)) return `::ffff:${address.subarray(12).join('.')}`;
  const zeros = longestZeroRun(groups);
  const show = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  if (zeros.length < 2) return show(groups);
  return `${show(groups.slice(0, zeros.start))}::${show(groups.slice(zeros.start + zeros.length))}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (let index = 0; index <= groups.length; index += 1) {
    if (groups[index] === 0) continue;
    if (index - start > best.length) best = { start, length: index - start };
    start = index + 1;
  }
  return best;
}
