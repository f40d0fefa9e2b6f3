import { describe, expect, it } from 'vitest';
import { renderTable } from '../../../src/main/terminal/table';
import { someSnapshot, someView } from '../../support/views';

const now = 100_000;
const traffic = { openConnections: 1, totalConnections: 3, heldConnections: 0, bytesUp: 1_500, bytesDown: 2_000_000 };

describe('the live table', () => {
  it('shows per forward its state by shape and word, addresses, pod, heartbeat, uptime and traffic', () => {
    const beat = { id: '127.0.0.1:5432', at: now - 2_000, ageMs: 0, count: 4, traffic };
    const state = { kind: 'active', pod: 'api-7f9c', since: now - 7_500_000, transport: 'spdy' } as const;
    const [, , , row] = renderTable(someSnapshot([someView({ beat, state })]), now, 200);
    expect(row?.split(/\s{2,}/)).toEqual([
      '●',
      'orders-db',
      'localhost:5432',
      'service/orders-db',
      'Active',
      'api-7f9c',
      '2 s ago',
      '2 h 5 min',
      '1.5 kB up, 2.0 MB down',
    ]);
  });

  it('says what is wrong with a failed forward and what to do', () => {
    const problem = {
      code: 'port-taken',
      message: '127.0.0.1:8080 is taken by nginx (pid 77).',
      hint: 'Stop nginx.',
      suspect: 'local',
    } as const;
    const text = renderTable(someSnapshot([someView({ state: { kind: 'failed', problem } })]), now, 200).join('\n');
    expect(text).toContain('✕ orders-db:');
    expect(text).toContain('127.0.0.1:8080 is taken by nginx (pid 77). Stop nginx.');
  });

  it('labels the demo cluster plainly, with the way out', () => {
    const text = renderTable(someSnapshot([], { source: { kind: 'demo', reason: 'asked' } }), now, 200).join('\n');
    expect(text).toContain('Demo cluster: nothing here is real. Run with -c FILE');
  });

  it('shows where the config is wrong', () => {
    const problem = { file: 'a.yaml', line: 3, column: 7, path: '', message: 'port is 0', hint: 'Use 1 to 65535' };
    const text = renderTable(someSnapshot([], { problems: [problem] }), now, 200).join('\n');
    expect(text).toContain('a.yaml:3:7: port is 0. Use 1 to 65535.');
  });

  it('never writes beyond the width of the terminal', () => {
    const lines = renderTable(someSnapshot([someView({ alias: 'a'.repeat(300) })]), now, 80);
    expect(Math.max(...lines.map((line) => line.length))).toBe(80);
  });
});
