import { describe, expect, it } from 'vitest';
import { faultKinds, traitsOf } from '../../chaos/kinds';
import { layoutOf, roles } from '../../chaos/layout';
import { calmMs, type PlannedFault, planOf, warmUpMs } from '../../chaos/plan';

const seeds = Array.from({ length: 100 }, (_, index) => index * 7919 + 1);

const overlap = (a: PlannedFault, b: PlannedFault) => a.beginMs < b.settledMs && b.beginMs < a.settledMs;

describe('a plan', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planOf(42, 2, 30)).toEqual(planOf(42, 2, 30));
    expect(planOf(43, 2, 30)).not.toEqual(planOf(42, 2, 30));
  });

  it.each(seeds)('has every kind of fault within two minutes (seed %i)', (seed) => {
    expect(new Set(planOf(seed, 2, 30).map(({ kind }) => kind))).toEqual(new Set(faultKinds));
  });

  it.each(seeds)('never hurts a forward by two faults that could be taken for one another (seed %i)', (seed) => {
    const plan = planOf(seed, 4, 30);
    for (const [index, one] of plan.entries()) {
      for (const other of plan.slice(index + 1)) {
        if (overlap(one, other)) expect(one.forwards.filter((alias) => other.forwards.includes(alias))).toEqual([]);
      }
    }
  });

  it('does several things at a time', () => {
    const plan = planOf(1, 2, 30);
    const atOnce = plan.map((one) => plan.filter((other) => overlap(one, other)).length);
    expect(Math.max(...atOnce)).toBeGreaterThanOrEqual(4);
  });

  it.each(seeds)('begins when all are up, and is calm at the end (seed %i)', (seed) => {
    const plan = planOf(seed, 2, 30);
    expect(Math.min(...plan.map(({ beginMs }) => beginMs))).toBeGreaterThanOrEqual(warmUpMs);
    expect(Math.max(...plan.map(({ settledMs }) => settledMs))).toBeLessThanOrEqual(120_000 - calmMs);
  });

  it('comes in the order of time', () => {
    const times = planOf(5, 3, 30).map(({ beginMs }) => beginMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('goes on for as long as it is told', () => {
    expect(Math.max(...planOf(1, 30, 30).map(({ settledMs }) => settledMs))).toBeGreaterThan(29 * 60_000);
  });

  it.each([1, 2, 11])('never leaves everything in peace for more than half a minute, for an hour (seed %i)', (seed) => {
    const times = planOf(seed, 60, 30).map(({ beginMs }) => beginMs);
    expect(Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? 0)))).toBeLessThan(30_000);
  });

  it('does every kind again and again', () => {
    const plan = planOf(11, 60, 30);
    for (const kind of faultKinds) expect(plan.filter((fault) => fault.kind === kind).length).toBeGreaterThan(1);
  });

  it('provokes fewer hard restarts than the product gives up after: four in ten minutes for any forward', () => {
    const hard = planOf(9, 60, 30).filter(({ kind }) => kind.startsWith('lane') || kind === 'pod silent');
    for (const { alias } of layoutOf(30)) {
      const times = hard.filter(({ forwards }) => forwards.includes(alias)).map(({ beginMs }) => beginMs);
      for (const [index, time] of times.entries())
        expect((times[index + 4] ?? Infinity) - time).toBeGreaterThan(600_000);
    }
  });

  it('has only the kinds that are asked for', () => {
    expect(new Set(planOf(1, 2, 30, ['sleep', 'pod deleted']).map(({ kind }) => kind))).toEqual(
      new Set(['sleep', 'pod deleted']),
    );
    expect(planOf(1, 2, 30, [])).toEqual([]);
  });

  it('hits what its kind reaches: one forward, an app of a cluster, a cluster, or everything', () => {
    for (const { kind, context, app, forwards } of planOf(3, 4, 30)) {
      const { reach } = traitsOf[kind];
      expect([context === null, app === null]).toEqual([
        reach === 'program',
        reach === 'program' || reach === 'context',
      ]);
      expect(forwards).toHaveLength({ forward: 1, app: 2, context: 10, program: 30 }[reach]);
    }
  });

  it('lets tokens expire only where tokens are shown', () => {
    const expired = planOf(3, 20, 30).filter(({ kind }) => kind === 'token expired');
    expect(expired.length).toBeGreaterThan(3);
    for (const { context } of expired) expect(['north', 'east']).toContain(context);
  });

  it('renews certificates only where they are shown', () => {
    const renewed = planOf(3, 20, 30).filter(({ kind }) => kind === 'client certificate renewed');
    expect(renewed.length).toBeGreaterThan(3);
    expect(new Set(renewed.map(({ context }) => context))).toEqual(new Set(['south']));
  });

  it('works for few forwards, too', () => {
    expect(planOf(1, 2, 6).length).toBeGreaterThan(10);
  });
});

describe('the forwards', () => {
  it('are spread evenly over contexts and roles, and each has a name of its own', () => {
    const places = layoutOf(30);
    expect(new Set(places.map(({ alias }) => alias)).size).toBe(30);
    for (const context of ['north', 'east', 'south']) {
      expect(places.filter((place) => place.context === context)).toHaveLength(10);
    }
    for (const role of roles) expect(places.filter((place) => place.role === role)).toHaveLength(6);
  });

  it('lead to their targets in every way there is', () => {
    const resources = layoutOf(30).map(({ resource, selector }) => (selector ? 'selector' : resource.split('/')[0]));
    expect(new Set(resources)).toEqual(new Set(['service', 'deployment', 'pod', 'selector']));
  });
});
