import type { Socket } from 'node:net';

/** The two ends of a TCP connection, as this computer names them. */
export interface Flow {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
}

/** Of a connection that is open; null when it is not. */
export function flowOf({ localAddress, localPort, remoteAddress, remotePort }: Socket): Flow | null {
  if (!localAddress || !localPort || !remoteAddress || !remotePort) return null;
  return { localAddress, localPort, remoteAddress, remotePort };
}

/**
 * What becomes of the bytes that are sent: `lost` when nobody confirms them, `open` when nothing speaks against their
 * arriving (a reader that has stopped is `open`: its system still answers), `unknown` when nobody says.
 */
export type PathState = 'lost' | 'open' | 'unknown';

/** So many attempts without an answer are no accident: the third is about 1.4 s after the first on a fast way. */
const lostAfter = 3;

/** Values of the column `tr`: sent bytes wait for their confirmation; the peer's buffer is full and it is asked again. */
const timers = { retransmission: '01', windowProbe: '04' } as const;

/**
 * What Linux's table of TCP connections (`/proc/net/tcp` for IPv4, `/proc/net/tcp6`; columns: proc_net_tcp.rst in the
 * kernel's documentation) says of one of them. A peer whose reader has stopped confirms what it gets, and answers to each
 * question whether there is room again, so that both counts of failures stay at 0; behind a dead way nobody does.
 */
export function pathState(table: string, flow: Flow, endianness: 'BE' | 'LE'): PathState {
  const ends = `${endText(flow.localAddress, flow.localPort, endianness)} ${endText(flow.remoteAddress, flow.remotePort, endianness)} `;
  const at = table.indexOf(ends);
  if (at < 0) return 'unknown';
  const [, queues, timer, retransmissions, , probes] = table
    .slice(at + ends.length, at + ends.length + 100)
    .split(/ +/);
  if (queues === undefined || timer === undefined) return 'unknown';
  if (parseInt(queues, 16) === 0) return 'open';
  const failures = timer.startsWith(`${timers.retransmission}:`)
    ? parseInt(retransmissions ?? '', 16)
    : timer.startsWith(`${timers.windowProbe}:`)
      ? Number(probes)
      : 0;
  return failures >= lostAfter ? 'lost' : 'open';
}

export function isIpv6({ localAddress }: Flow): boolean {
  return localAddress.includes(':');
}

/** `0100007F:1F90`: the address in words of 32 bits, each as the processor writes it. */
function endText(address: string, port: number, endianness: 'BE' | 'LE'): string {
  const bytes = address.includes(':') ? ipv6Bytes(address) : ipv4Bytes(address);
  if (endianness === 'LE') bytes.swap32();
  return `${bytes.toString('hex')}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
}

function ipv4Bytes(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

/** A zone (`%eth0`) is no part of the address; an IPv4 address may be its end. */
function ipv6Bytes(address: string): Buffer {
  const [plain = ''] = address.split('%');
  const [head = '', tail] = plain.split('::');
  const start = groupBytes(head);
  const end = groupBytes(tail ?? '');
  return Buffer.concat([start, Buffer.alloc(16 - start.length - end.length), end]);
}

function groupBytes(groups: string): Buffer {
  const parts = groups.split(':').filter((part) => part !== '');
  return Buffer.concat(
    parts.map((part) => (part.includes('.') ? ipv4Bytes(part) : Buffer.from(part.padStart(4, '0'), 'hex'))),
  );
}
