import { describe, expect, it } from 'vitest';
import { listeningInodes, ownerFromLsof, pidFromNetstat } from '../../../src/main/worker/port-owner';

describe('the owner of a port', () => {
  it('is found by the inode of its listening socket on Linux', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0',
      '   1: 0100007F:1F90 0100007F:C001 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1 0',
      '   2: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0',
    ].join('\n');
    expect(listeningInodes(table, 8080)).toEqual(['4711']);
    expect(listeningInodes(table, 80)).toEqual(['4713']);
    expect(listeningInodes(table, 81)).toEqual([]);
  });

  it('is read from lsof on macOS', () => {
    expect(ownerFromLsof('p123\ncnginx\nf6\n')).toEqual({ pid: 123, name: 'nginx' });
    expect(ownerFromLsof('')).toBeNull();
  });

  it('is read from netstat on Windows', () => {
    const output = [
      'Active Connections',
      '  Proto  Local Address          Foreign Address        State           PID',
      '  TCP    127.0.0.1:8080         127.0.0.1:50000        ESTABLISHED     9',
      '  TCP    0.0.0.0:8080           0.0.0.0:0              ABHÖREN         4242',
    ].join('\r\n');
    expect(pidFromNetstat(output, 8080)).toBe(4242);
    expect(pidFromNetstat(output, 80)).toBeNull();
  });
});
