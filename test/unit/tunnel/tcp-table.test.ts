import { describe, expect, it } from 'vitest';
import { type Flow, pathState } from '../../../src/main/tunnel/tcp-table';

const flow: Flow = {
  localAddress: '10.77.0.2',
  localPort: 0x99db,
  remoteAddress: '10.77.0.1',
  remotePort: 8000,
};

const heading =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     \n';

/** A table as Linux 6.18 writes it, with this connection among others. */
function table(what: string, ends = '02004D0A:99DB 01004D0A:1F40'): string {
  const others = [
    '   0: 0100007F:A667 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4915375 1 00000000e98efe19 100 0 0 10 0                   ',
    '   1: 01004D0A:1F40 02004D0A:99DB 01 00000000:0001FBE5 00:00000000 00000000     0        0 4950527 1 00000000394cfdc5 20 4 30 10 -1                  ',
  ];
  const its = `   2: ${ends} 01 ${what} 4951969 2 0000000042b2927b 32 4 0 1 7                   `;
  return `${heading}${[...others, its].join('\n')}\n`;
}

const state = (what: string) => pathState(table(what), flow, 'LE');

describe('what the system knows of a connection', () => {
  it.each([
    ['is open with nothing on its way', '00000000:00000000 00:00000000 00000000     0        0', 'open'],
    [
      'is open while bytes wait for their confirmation',
      '00000044:00000000 01:00000015 00000000     0        0',
      'open',
    ],
    ['is open after two attempts', '003AF38E:00000000 01:0000000F 00000002     0        0', 'open'],
    ['is lost after three that nobody answered', '003AF38E:00000000 01:00000050 00000003     0        0', 'lost'],
    ['is open while its reader has stopped', '0027AC40:00000000 04:00000A3C 00000000     0        0', 'open'],
    [
      'is open while an answer about its reader is due',
      '0027AC40:00000000 04:00000A3C 00000000     0        1',
      'open',
    ],
    ['is lost when nobody answers for the reader', '0027AC40:00000000 04:00000A3C 00000000     0        3', 'lost'],
    ['is open while only keep-alive waits', '00000000:00000000 02:00000BB8 00000000     0        0', 'open'],
    ['is open when what failed has been made good', '00000044:00000000 02:00000BB8 00000003     0        3', 'open'],
  ])('%s', (_, what, expected) => {
    expect(state(what)).toBe(expected);
  });

  it('is nothing when it is not in the table, or the table is none', () => {
    const other = { ...flow, localPort: flow.localPort + 1 };
    expect(pathState(table('003AF38E:00000000 01:00000050 00000009     0        0'), other, 'LE')).toBe('unknown');
    expect(pathState('', flow, 'LE')).toBe('unknown');
    expect(pathState('02004D0A:99DB 01004D0A:1F40 ', flow, 'LE')).toBe('unknown');
  });

  const lost = '003AF38E:00000000 01:00000050 00000004     0        0';

  it.each([
    ['::1', '00000000000000000000000001000000', 'LE'],
    ['2001:db8::12', 'B80D0120000000000000000012000000', 'LE'],
    ['fe80::1:2%eth0', '000080FE000000000000000002000100', 'LE'],
    ['::ffff:10.77.0.2', '0000000000000000FFFF000002004D0A', 'LE'],
    ['2001:db8:1:2:3:4:5:6', '20010DB8000100020003000400050006', 'BE'],
    ['10.77.0.2', '0A4D0002', 'BE'],
  ] as const)('is found by the address %s', (address, written, endianness) => {
    const ends = `${written}:99DB ${written}:1F40`;
    const its = { ...flow, localAddress: address, remoteAddress: address };
    expect(pathState(table(lost, ends), its, endianness)).toBe('lost');
  });
});
