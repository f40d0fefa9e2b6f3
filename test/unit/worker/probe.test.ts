import { beforeEach, describe, expect, it } from 'vitest';
import { TunnelError } from '../../../src/main/tunnel/tunnel';
import { Probe } from '../../../src/main/worker/probe';
import { defaultProbe, type ProbeSettings } from '../../../src/shared/upkeep';
import { FakeClock } from '../../support/fake-clock';
import { FakeProbedUpstream } from '../../support/fake-probed-upstream';

let clock: FakeClock;
let upstream: FakeProbedUpstream;
let outcomes: unknown[];
beforeEach(() => {
  clock = new FakeClock();
  upstream = new FakeProbedUpstream();
  outcomes = [];
});

const app = { pod: 'api-1', port: 8080 };

function probe(change: Partial<ProbeSettings> = {}): Probe {
  const settings = { ...defaultProbe, timeoutMs: 2_000, statuses: [[200, 399]] as const, path: '/healthz', ...change };
  return new Probe({ clock, upstream, app, settings, onOutcome: (outcome) => outcomes.push(outcome) });
}

/** Looks at the time after `ms`. */
async function pass(it: Probe, ms: number): Promise<void> {
  await clock.advance(ms);
  it.tick();
}

const illness = (code: string) => [expect.objectContaining({ code, suspect: 'app' }) as unknown];

describe('a probe', () => {
  it('asks the tunnel for a sign of life, to tell a silent app from a silent tunnel', () => {
    probe();
    expect([upstream.pings, upstream.last.port]).toEqual([1, 8080]);
  });

  it('says nothing of an app when the tunnel was silent, whatever the method', async () => {
    for (const method of ['tcp-dial', 'data-transfer', 'http'] as const) {
      upstream.silence = 60_000;
      const silent = probe({ method });
      await pass(silent, 2_000);
      expect([silent.isOver, upstream.last.destroyed]).toEqual([true, true]);
    }
    expect(outcomes).toEqual([]);
  });

  it('says nothing of an app when the tunnel ended, or the pod is gone', () => {
    for (const error of [new TunnelError('network', 'gone'), new Error('failed to find sandbox x'), null]) {
      const cut = probe();
      upstream.last.app.onClose(error);
      expect(cut.isOver).toBe(true);
    }
    expect(outcomes).toEqual([]);
  });

  it('says nothing, and is over, when there is no tunnel for it', () => {
    upstream.isFull = true;
    expect([probe().isOver, outcomes]).toEqual([true, []]);
  });

  it('calls an app ill that refuses the connection, or cuts it off', () => {
    probe();
    upstream.last.app.onClose(new Error('dial tcp4 127.0.0.1:8080: connect: connection refused'));
    expect(outcomes).toEqual(illness('app-refuses'));
    probe();
    upstream.last.app.onClose(new Error('reset by peer'));
    expect(outcomes.slice(1)).toEqual(illness('app-unwell'));
  });

  it('is over once, whatever comes after', () => {
    const dial = probe();
    upstream.last.says('hello');
    upstream.last.says('again');
    upstream.last.app.onEnd();
    upstream.last.app.onClose(new Error('connection refused'));
    dial.tick();
    dial.dispose();
    expect([outcomes, dial.isOver]).toEqual([[null], true]);
  });
});

describe('a tcp-dial', () => {
  it.each([
    ['a second without a refusal', 5_000, 1_000],
    ['the timeout without a refusal, when that is shorter', 400, 400],
  ])('is answered by %s', async (_what, timeoutMs, ms) => {
    const dial = probe({ timeoutMs });
    await pass(dial, ms - 100);
    expect(outcomes).toEqual([]);
    await pass(dial, 100);
    expect([outcomes, upstream.last.destroyed, upstream.last.written]).toEqual([[null], true, '']);
  });
});

describe('a data-transfer', () => {
  const transfer = () => probe({ method: 'data-transfer' });

  it.each([
    ['a byte', () => upstream.last.says('x')],
    ['a clean end', () => upstream.last.app.onEnd()],
  ])('is answered by %s', (_what, answer) => {
    transfer();
    answer();
    expect([outcomes, upstream.last.written]).toEqual([[null], '']);
  });

  it('calls an app ill that sends nothing in time', async () => {
    const silent = transfer();
    await pass(silent, 1_900);
    expect(outcomes).toEqual([]);
    await pass(silent, 100);
    expect([outcomes, silent.isOver]).toEqual([illness('app-silent'), true]);
  });
});

describe('an http probe', () => {
  const http = (change: Partial<ProbeSettings> = {}) => probe({ method: 'http', ...change });

  it('asks for its path once', () => {
    http();
    expect(upstream.last.written).toMatch(/^GET \/healthz HTTP\/1\.1\r\nHost: localhost:8080\r\n.*\r\n\r\n$/s);
  });

  it('is answered by a good status, in however many pieces, and lets the answer arrive to its end', () => {
    const good = http();
    for (const letter of 'HTTP/1.1 204 No Content\r\n') upstream.last.says(letter);
    expect([outcomes, good.isOver, upstream.last.destroyed]).toEqual([[null], false, false]);
    upstream.last.app.onEnd();
    expect([outcomes, good.isOver]).toEqual([[null], true]);
  });

  it('does not wait for an answer without an end', () => {
    http();
    upstream.last.says('HTTP/1.1 200 OK\r\n\r\n');
    for (let kilobytes = 0; kilobytes < 65; kilobytes += 1) upstream.last.says('x'.repeat(1_024));
    expect([outcomes, upstream.last.destroyed]).toEqual([[null], true]);
  });

  it.each([
    ['another status', 'HTTP/1.1 503 Service Unavailable', 'with 503 instead of'],
    ['something that is not HTTP', 'SSH-2.0-OpenSSH_9.6', 'not HTTP'],
  ])('calls an app ill that answers with %s', (_what, text, said) => {
    http();
    upstream.last.says(text);
    expect(outcomes).toEqual(illness('app-unwell'));
    expect(JSON.stringify(outcomes)).toContain(said);
  });

  it('calls an app ill that ends without an answer, or has none in time', async () => {
    http();
    upstream.last.app.onEnd();
    expect(outcomes).toEqual(illness('app-unwell'));
    await pass(http(), 2_000);
    expect(outcomes.slice(1)).toEqual(illness('app-silent'));
  });

  it('takes another status that is asked for', () => {
    http({ statuses: [[401, 401]] });
    upstream.last.says('HTTP/1.1 401 Unauthorized\r\n');
    expect(outcomes).toEqual([null]);
  });
});
