import { closeSync, openSync, readFileSync } from 'node:fs';
import { devNull, networkInterfaces, uptime } from 'node:os';
import { isOutOfDescriptors } from '../base/descriptors';
import { defaultRoutes, type NetworkPicture, pictureOf } from '../base/network-picture';

/** What can be known of this computer at any moment, for next to nothing. */
export interface MachineSenses {
  network(): NetworkPicture;
  /** Milliseconds that this computer has been up, those included in which it slept: whatever its clock was set to. */
  upMs(): number;
  /** Whether this program can open a few more files and connections. */
  canOpen(): boolean;
}

export const machineSenses: MachineSenses = {
  network: () => pictureOf(networkInterfaces(), defaultRoutes(read('/proc/net/route'), read('/proc/net/ipv6_route'))),
  upMs: () => uptime() * 1_000,
  canOpen() {
    const opened: number[] = [];
    try {
      while (opened.length < enough) opened.push(openSync(devNull, 'r'));
      return true;
    } catch (error) {
      return !isOutOfDescriptors(error);
    } finally {
      for (const descriptor of opened) closeSync(descriptor);
    }
  },
};

/** With fewer descriptors than this to spare, not even one more client and its tunnel can be served for sure. */
const enough = 8;

/** Only Linux has these. Whatever is wrong with them, the addresses tell most of it. */
function read(path: string): string {
  if (process.platform !== 'linux') return '';
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
