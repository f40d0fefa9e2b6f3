import { readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { type Flow, isIpv6, type PathState, pathState } from './tcp-table';

/** Asks what becomes of the bytes that are sent on a connection. Never rejects. */
export type AskPath = (flow: Flow) => Promise<PathState>;

const tables = { 4: '/proc/thread-self/net/tcp', 6: '/proc/thread-self/net/tcp6' } as const;

/**
 * Asks Linux's own table; `unknown` everywhere else. Reading it takes time with the number of all connections of the
 * computer (about a millisecond for a thousand), so those who ask while one is being read share it.
 */
export function askingKernel(platform: NodeJS.Platform = process.platform): AskPath {
  if (platform !== 'linux') return () => Promise.resolve('unknown');
  const underWay = new Map<string, Promise<string>>();
  const read = (table: string) => {
    const known = underWay.get(table);
    if (known) return known;
    // Where it cannot be read, nothing is known.
    const reading = readFile(table, 'latin1').catch(() => '');
    underWay.set(table, reading);
    return reading.finally(() => underWay.delete(table));
  };
  return async (flow) => pathState(await read(tables[isIpv6(flow) ? 6 : 4]), flow, endianness());
}
