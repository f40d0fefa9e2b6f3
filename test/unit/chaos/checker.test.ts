import { beforeEach, describe, expect, it } from 'vitest';
import { Checker } from '../../chaos/checker';
import type { FaultKind } from '../../chaos/kinds';
import type { Observation, Rule } from '../../chaos/observation';
import { chaosSettings } from '../../chaos/settings';

const web = 'north-web-1';
const other = 'north-orders-db-1';

/** Says to a checker what was seen and when; times in milliseconds. */
class Scene {
  readonly checker: Checker;
  #probe = 0;

  constructor(takesAnyWord = false) {
    const places = [web, other].map((alias) => ({ alias, context: 'north' as const }));
    this.checker = new Checker(places, chaosSettings, takesAnyWord);
    for (const alias of [web, other]) this.says(0, 'forward.connected', { alias, state: 'active' });
  }

  take(at: number, observation: Observation): this {
    this.checker.take(observation, { fair: at, real: at });
    return this;
  }

  says(at: number, event: string, fields: object): this {
    return this.take(at, { type: 'said', event: { event, ...fields } });
  }

  /** Asks every 250 ms from here to there, and is answered at once or not at all. */
  probes(from: number, to: number, answered: boolean, forward = web): this {
    for (let at = from; at < to; at += 250) {
      this.#probe += 1;
      this.take(at, { type: 'probe-begun', forward, probe: this.#probe });
      if (answered) this.take(at + 5, { type: 'probe-ended', forward, probe: this.#probe, answered });
      this.take(at + 10, { type: 'tick' });
    }
    return this;
  }

  begins(at: number, kind: FaultKind, forwards: readonly string[] = [web], id = 1): this {
    const fault = {
      id,
      kind,
      context: 'north',
      app: 'web',
      forwards,
      beginMs: at,
      overMs: 0,
      settledMs: 0,
      pick: 0,
    } as const;
    return this.take(at, { type: 'fault-begun', fault });
  }

  ends(at: number, fault = 1): this {
    return this.take(at, { type: 'fault-over', fault });
  }

  hangs(at: number, suspect = 'pod', alias = web): this {
    this.says(at, 'watchdog.hung', { alias, state: 'hung', suspect });
    return this.says(at, 'health.changed', { alias, state: 'hung' });
  }

  connects(at: number, alias = web): this {
    return this.says(at, 'forward.connected', { alias, state: 'active' });
  }

  loses(at: number, suspect = 'api-server', alias = web): this {
    return this.says(at, 'forward.disconnected', { alias, state: 'reconnecting', cause: { suspect } });
  }

  get rules(): readonly Rule[] {
    return this.checker.violations.map(({ rule }) => rule);
  }
}

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});

describe('the checker finds nothing wrong', () => {
  it('with a calm run', () => {
    scene.probes(0, 20_000, true).probes(20_000, 21_000, true, other).take(21_000, { type: 'end' });
    expect(scene.rules).toEqual([]);
  });

  it('with a hang that is reported in time, blamed on the right part, and recovered from', () => {
    scene.probes(0, 5_000, true).begins(5_000, 'pod silent');
    scene.probes(5_000, 8_400, false).hangs(8_400).probes(8_500, 10_000, false);
    scene.ends(10_000).connects(10_400).probes(10_500, 16_000, true);
    expect(scene.rules).toEqual([]);
    expect(scene.checker.outcomes).toMatchObject([{ kind: 'pod silent', detectedMs: 3_400, unnoticed: false }]);
    expect(scene.checker.outcomes[0]?.recoveredMs).toBeCloseTo(505);
  });

  it('with a black hole that nobody notices, because all go round it', () => {
    scene.begins(1_000, 'tunnels black-holed').probes(1_000, 7_500, true).ends(7_500).probes(7_500, 12_000, true);
    expect(scene.rules).toEqual([]);
    expect(scene.checker.outcomes).toMatchObject([{ unnoticed: true, lost: 0 }]);
  });

  it('with a forward that somebody had to help, of which it says so', () => {
    scene.begins(1_000, 'pod silent').hangs(4_300).probes(4_400, 6_000, false).ends(6_000);
    scene.take(6_500, { type: 'mended', forward: web }).connects(6_600).probes(6_700, 12_000, true);
    expect(scene.rules).toEqual([]);
    expect(scene.checker.outcomes).toMatchObject([{ detectedMs: 3_300, recoveredMs: null }]);
  });

  it('with a silence that is over before it has to be called a hang', () => {
    scene.begins(1_000, 'tunnels black-holed').probes(1_000, 3_500, false).probes(3_500, 7_500, true);
    scene.ends(7_500).probes(7_500, 12_000, true);
    expect(scene.rules).toEqual([]);
    expect(scene.checker.outcomes).toMatchObject([{ unnoticed: true }]);
  });

  it('with a silence that a new tunnel ends just before a look has to call it a hang', () => {
    scene.begins(1_000, 'tunnels black-holed').probes(1_000, 5_050, false).probes(5_050, 7_500, true);
    scene.ends(7_500).probes(7_500, 12_000, true);
    expect(scene.rules).toEqual([]);
  });

  it('with an app that does not answer, as long as that is the fault', () => {
    scene.begins(1_000, 'app stalled').probes(1_000, 12_000, false).ends(12_000).probes(12_100, 18_000, true);
    expect(scene.rules).toEqual([]);
  });

  it('with descriptors that run out, which is said of all forwards at once', () => {
    scene.begins(1_000, 'descriptors run out', [web, other]).probes(1_000, 3_500, false);
    scene.says(3_500, 'descriptors.exhausted', {}).probes(3_500, 6_000, false).ends(6_000);
    scene.probes(6_000, 6_250, true, other).probes(6_000, 12_000, true);
    expect(scene.rules).toEqual([]);
    expect(scene.checker.outcomes).toMatchObject([{ detectedMs: 2_500 }, { detectedMs: 2_500 }]);
  });

  it('with connections that are cut off by a fault, which counts them', () => {
    scene.begins(1_000, 'tunnels reset').loses(1_050);
    scene.take(1_060, { type: 'lost', forward: web, connection: 1, role: 'echo', how: 'cut' });
    scene.connects(1_300).probes(1_400, 2_500, true).ends(2_500).probes(2_500, 6_000, true);
    expect(scene.rules).toEqual([]);
    expect(scene.checker.outcomes).toMatchObject([{ lost: 1 }]);
  });

  it('with a connection that ends with its pod', () => {
    scene.begins(1_000, 'pod deleted').loses(1_050, 'pod');
    scene.take(1_300, { type: 'lost', forward: web, connection: 1, role: 'download', how: 'ended' });
    expect(scene.rules).toEqual([]);
  });

  it('with connections that a silent tunnel leaves behind: they are counted', () => {
    scene.take(500, { type: 'waiting', forward: web, connection: 1, waits: true });
    scene.begins(1_000, 'tunnels black-holed').probes(1_000, 9_000, true).ends(9_000).probes(9_000, 20_000, true);
    expect(scene.rules).toEqual([]);
    expect(scene.checker.leftHanging).toBe(1);
  });
});

describe('the checker reports', () => {
  it('bytes that are not exact', () => {
    scene.take(1, { type: 'corrupt', forward: web, detail: 'byte 7 came back wrong' });
    expect(scene.rules).toEqual(['bytes not exact']);
  });

  it('a fault of which nothing is said in time', () => {
    scene.begins(1_000, 'tunnels reset').says(1_100, 'forward.starting', { alias: web, state: 'starting' });
    scene.probes(1_000, 2_300, false);
    expect(scene.rules).toEqual(['fault not reported in time']);
  });

  it('a fault of which nothing is said although a connection was answered just before it took hold', () => {
    scene.begins(1_000, 'tunnels black-holed').probes(1_000, 1_250, true).probes(1_250, 9_500, false).ends(9_000);
    expect(scene.rules).toEqual(
      expect.arrayContaining(['fault not reported in time', 'active, yet nothing answers', 'not serving in time']),
    );
  });

  it('a silence that lasted until after it had to be called a hang', () => {
    scene.begins(1_000, 'tunnels black-holed').probes(1_000, 5_750, false).probes(5_750, 9_000, true);
    expect(scene.rules).toEqual(['fault not reported in time', 'active, yet nothing answers']);
  });

  it('a silent fault on an idle forward, although no connection could tell', () => {
    scene.begins(1_000, 'pod silent').take(5_600, { type: 'tick' });
    expect(scene.rules).toEqual(['fault not reported in time']);
  });

  it('the wrong part blamed', () => {
    scene.begins(1_000, 'pod silent').hangs(4_500, 'lane');
    expect(scene.rules).toEqual(['wrong part blamed']);
    expect(scene.checker.violations[0]?.detail).toContain('lane was blamed, not pod');
  });

  it.each([
    ['watchdog.hung', { alias: web, state: 'hung', suspect: 'pod' }],
    ['forward.disconnected', { alias: web, state: 'reconnecting', cause: { suspect: 'api-server' } }],
    ['forward.error', { alias: web, state: 'active', connection: true, problem: { suspect: 'app' } }],
    ['lane.crashed', { forwards: [{ alias: web, state: 'reconnecting' }] }],
    ['cluster.unreachable', { context: 'north', problem: { suspect: 'api-server' } }],
  ])('a false alarm: %s without a fault', (event, fields) => {
    scene.says(1_000, event, fields);
    expect(new Set(scene.rules)).toEqual(new Set(['alarm without a fault']));
  });

  it('a false alarm about one forward while another has a fault', () => {
    scene.begins(1_000, 'pod silent').hangs(4_500, 'pod', other);
    expect(scene.rules).toEqual(['alarm without a fault']);
    expect(scene.checker.violations[0]).toMatchObject({ forward: other, atMs: 4_500 });
  });

  it('a false alarm of another kind than the fault explains', () => {
    scene.begins(1_000, 'slow tunnels').hangs(4_500);
    expect(scene.rules).toEqual(['alarm without a fault']);
  });

  it('descriptors that are said to have run out, while there are some', () => {
    scene.says(1_000, 'descriptors.exhausted', {});
    expect(scene.rules).toEqual(['alarm without a fault', 'alarm without a fault']);
  });

  it('a forward that gives up, whatever the fault', () => {
    const problem = { suspect: 'credentials' };
    scene.begins(1_000, '403 after an outage').says(2_000, 'forward.error', { alias: web, state: 'failed', problem });
    expect(scene.rules).toEqual(['alarm without a fault']);
  });

  it('a forward that does not serve in time after a fault, once', () => {
    scene.begins(1_000, 'API server away').loses(1_100).ends(4_000).probes(4_000, 9_000, false);
    expect(scene.rules).toEqual(['not serving in time']);
  });

  it('a forward that is shown as active and does not answer, once for each time', () => {
    scene.probes(0, 10_000, false);
    expect(scene.rules).toEqual(['active, yet nothing answers']);
    scene.probes(10_000, 11_000, true).probes(11_000, 20_000, false);
    expect(scene.rules).toEqual(['active, yet nothing answers', 'active, yet nothing answers']);
  });

  it('an active forward that resets every connection, as one that does not answer', () => {
    scene.begins(0, 'tunnels reset').loses(10).connects(20);
    for (let at = 100; at < 6_000; at += 100) {
      scene.take(at, { type: 'probe-begun', forward: web, probe: at });
      scene.take(at + 5, { type: 'probe-ended', forward: web, probe: at, answered: false });
      scene.take(at + 6, { type: 'tick' });
    }
    expect(scene.rules).toContain('active, yet nothing answers');
  });

  it('a forward that is belittled: shown as hung, and it answers', () => {
    scene.begins(0, 'pod silent').hangs(3_500).probes(3_600, 6_000, true);
    expect(scene.rules).toContain('not active, yet it answers');
  });

  it('a connection that is stuck while new ones are answered', () => {
    scene.take(1_000, { type: 'waiting', forward: web, connection: 1, waits: true }).probes(1_000, 8_000, true);
    expect(scene.rules).toEqual(['connection stuck']);
  });

  it('a connection that is lost, or not answered, while nothing is wrong', () => {
    scene.take(1_000, { type: 'lost', forward: web, connection: 1, role: 'echo', how: 'cut' });
    scene.take(2_000, { type: 'probe-begun', forward: web, probe: 1 });
    scene.take(2_100, { type: 'probe-ended', forward: web, probe: 1, answered: false });
    expect(scene.rules).toEqual(['connection lost without a fault', 'connection lost without a fault']);
  });

  it('a connection that is lost because another forward has a fault', () => {
    scene.begins(500, 'tunnels reset').loses(520);
    scene.take(1_000, { type: 'lost', forward: other, connection: 1, role: 'echo', how: 'cut' });
    expect(scene.rules).toEqual(['connection lost without a fault']);
  });

  it('a connection that a client takes for complete although its tunnel was lost', () => {
    scene.begins(1_000, 'tunnels reset').loses(1_010);
    scene.take(1_020, { type: 'lost', forward: web, connection: 1, role: 'download', how: 'ended' });
    expect(scene.rules).toEqual(['connection ended early as if by the app']);
  });

  it('a forward that is not active at the end', () => {
    scene.probes(0, 1_000, true).probes(0, 1_000, true, other);
    scene.says(1_200, 'forward.stopped', { alias: web, state: 'stopped' }).take(1_300, { type: 'end' });
    expect(scene.rules).toEqual(['not active at the end']);
  });

  it('what others found out', () => {
    scene.checker.violated('memory grows', 'from 100 to 900 MiB', { fair: 1, real: 1 });
    expect(scene.rules).toEqual(['memory grows']);
  });

  it('each with what the program said last of that forward', () => {
    scene.begins(1_000, 'pod silent').hangs(4_500, 'lane');
    expect(scene.checker.violations[0]?.lastEvents.at(-1)).toBe('4.50 watchdog.hung state=hung suspect=lane');
  });
});

describe('a program that knows only one way to say that something is wrong', () => {
  it('has reported a fault when it says so', () => {
    scene = new Scene(true);
    scene.begins(1_000, 'tunnels black-holed').loses(3_000);
    scene.ends(7_500).connects(7_600).probes(7_700, 12_000, true);
    expect(scene.checker.outcomes).toMatchObject([{ detectedMs: 2_000 }]);
  });
});

describe('an idle forward', () => {
  const asked = (at: number) => [...scene.checker.toBeAsked({ fair: at, real: at })];

  it('is left alone, until it has to be known whether it answers', () => {
    expect(asked(500)).toEqual([]);
    scene.begins(1_000, 'pod silent');
    expect(asked(3_900)).toEqual([]);
    expect(asked(4_100)).toEqual([web]);
    scene.hangs(4_300);
    expect(asked(4_400)).toEqual([]);
    scene.ends(6_000);
    expect(asked(6_100)).toEqual([web]);
    scene.connects(6_300).probes(6_400, 6_600, true);
    expect(asked(6_700)).toEqual([]);
  });
});

describe('lateness', () => {
  it('that was measured extends every bound: only fair time counts', () => {
    scene.begins(1_000, 'tunnels reset').take(1_010, { type: 'probe-begun', forward: web, probe: 1 });
    // The clock of what could be done stood still for ten seconds.
    scene.checker.take({ type: 'tick' }, { fair: 1_500, real: 11_500 });
    expect(scene.rules).toEqual([]);
  });
});
