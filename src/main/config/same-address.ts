import { isIPv6 } from 'node:net';

/**
 * Whether one port cannot be listened on at both addresses. `::` takes IPv4 too, as Node binds it; `0.0.0.0` leaves IPv6 alone.
 */
export function collide(one: string, other: string): boolean {
  const [a, b] = [canonical(one), canonical(other)];
  if (a === b || a === '::' || b === '::') return true;
  return (a === '0.0.0.0' && !isIPv6(b)) || (b === '0.0.0.0' && !isIPv6(a));
}

/** One spelling for each address: `0:0:0:0:0:0:0:1` is `::1`, `::ffff:127.0.0.1` is `127.0.0.1`. */
function canonical(address: string): string {
  if (address === 'localhost') return '127.0.0.1';
  if (!isIPv6(address)) return address;
  const short = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short) ?? [];
  if (high === undefined || low === undefined) return short;
  const bytes = [high, low].flatMap((part) => {
    const word = Number.parseInt(part, 16);
    return [word >> 8, word & 0xff];
  });
  return bytes.join('.');
}
