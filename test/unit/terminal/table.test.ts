import { describe, expect, it } from 'vitest';
import { renderTable, situationLines } from '../../../src/main/terminal/table';
import { ailing, refusing, someSnapshot, someView } from '../../support/views';

const now = 100_000;
const traffic = { openConnections: 1, totalConnections: 3, heldConnections: 0, bytesUp: 1_500, bytesDown: 2_000_000 };

describe('the live table', () => {
  it('shows per forward its state by shape and word, addresses, pod, heartbeat, uptime and traffic', () => {
    const beat = { id: '127.0.0.1:5432', at: now - 2_000, ageMs: 0, count: 4, traffic, roundTripMs: null };
    const state = { kind: 'active', pod: 'api-7f9c', since: now - 7_500_000, transport: 'spdy' } as const;
    const [, , , row] = renderTable(someSnapshot([someView({ beat, state })]), now, 200, 50);
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
    const text = renderTable(someSnapshot([someView({ state: { kind: 'failed', problem } })]), now, 200, 50).join('\n');
    expect(text).toContain('✕ orders-db:');
    expect(text).toContain('127.0.0.1:8080 is taken by nginx (pid 77). Stop nginx.');
  });

  it('shows a forward whose app is ill by another shape and word than a healthy one, with the reason', () => {
    const text = renderTable(someSnapshot([someView({ state: ailing })]), now, 200, 50).join('\n');
    expect(text).not.toContain('●');
    expect(text).toMatch(/◒ {2}orders-db .* Ailing /);
    expect(text).toContain(`◒ orders-db: ${refusing.message} Look at the app in the pod.`);
  });

  it('shows a forward that needs no tunnel by a shape and word of its own, and says what the last one met', () => {
    const listening = { kind: 'listening', since: 0, idleMs: null, problem: null } as const;
    const shown = (problem: typeof refusing | null) =>
      renderTable(someSnapshot([someView({ state: { ...listening, problem } })]), now, 200, 50).join('\n');
    expect(shown(null)).toMatch(/◎ {2}orders-db .* Listening/);
    expect(shown(null)).not.toContain('connects on');
    expect(shown(refusing)).toContain(
      `◎ orders-db: Listening on localhost:5432; connects on the next use. Last time: ${refusing.message}`,
    );
  });

  it('labels the demo cluster plainly, with the way out', () => {
    const lines = (reason: 'asked' | 'nothing-configured') =>
      situationLines(someSnapshot([], { source: { kind: 'demo', reason, path: '/home/me/portwatch.yaml' } }));
    expect(lines('asked')).toEqual([
      'Demo cluster: nothing here is real. To see your own forwards, list them in /home/me/portwatch.yaml and start again without --demo.',
    ]);
    expect(lines('nothing-configured')).toEqual([
      'Demo cluster: nothing here is real. Neither a kubeconfig nor a file with forwards was found. To see your own forwards, list them in /home/me/portwatch.yaml and start again; or run with -c FILE, or with --kubeconfig FILE.',
    ]);
  });

  it('shows where the config is wrong', () => {
    const problem = { file: 'a.yaml', line: 3, column: 7, path: '', message: 'port is 0', hint: 'Use 1 to 65535' };
    const text = renderTable(someSnapshot([], { problems: [problem] }), now, 200, 50).join('\n');
    expect(text).toContain('a.yaml:3:7: port is 0. Use 1 to 65535.');
  });

  it('never writes beyond the width of the terminal', () => {
    const lines = renderTable(someSnapshot([someView({ alias: 'a'.repeat(300) })]), now, 80, 50);
    expect(Math.max(...lines.map((line) => line.length))).toBe(80);
  });

  it('goes on in the next line where an explanation is longer than the terminal is wide', () => {
    const hint = 'Stop it or choose another localPort, then restart the forward.';
    const problem = { code: 'port-taken', message: '127.0.0.1:5432 is taken.', hint, suspect: 'local' } as const;
    const lines = renderTable(someSnapshot([someView({ state: { kind: 'failed', problem } })]), now, 60, 50);
    expect(lines.slice(-2)).toEqual([
      '✕ orders-db: 127.0.0.1:5432 is taken. Stop it or choose',
      '  another localPort, then restart the forward.',
    ]);
  });

  it('breaks a word that is longer than the terminal is wide', () => {
    const problem = { file: `/${'a'.repeat(50)}`, line: 3, column: 7, path: '', message: 'port is 0', hint: '' };
    const lines = renderTable(someSnapshot([], { problems: [problem] }), now, 40, 50);
    expect(lines.slice(2, 4)).toEqual([`/${'a'.repeat(37)}`, `  ${'a'.repeat(13)}:3:7: port is 0.`]);
  });

  it('leaves out rows rather than explanations when the terminal is low, and counts them', () => {
    const problem = { code: 'unexpected', message: 'It broke', hint: '', suspect: 'local' } as const;
    const ill = someView({ alias: 'ill', state: { kind: 'failed', problem } });
    const well = Array.from({ length: 30 }, (_, index) => someView({ alias: `well-${String(index)}` }));
    const lines = renderTable(someSnapshot([...well, ill]), now, 200, 10);
    expect(lines).toHaveLength(10);
    expect(lines.slice(-3)).toEqual(['… and 27 more', '', '✕ ill: It broke.']);
  });
});
