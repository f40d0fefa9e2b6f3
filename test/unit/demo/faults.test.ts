import { describe, expect, it } from 'vitest';
import {
  type Fault,
  type FaultRule,
  apiDelayMs,
  apiRefusal,
  healed,
  isPortClosed,
  tunnelEffect,
  upgradeEffect,
} from '../../../src/main/demo/faults';

const pod = { name: 'web-1', app: 'web' };
const other = { name: 'orders-db-1', app: 'orders-db' };
/** Tunnels 0 to 4 are open when the faults come. */
const rules = (...faults: readonly Fault[]): readonly FaultRule[] => faults.map((fault) => ({ fault, since: 5 }));

describe('a black hole', () => {
  it('for existing tunnels leaves later ones alone', () => {
    const hole = rules({ type: 'black-hole', pods: 'web', existing: true, fresh: false });
    expect(tunnelEffect(hole, pod, 4).silent).toBe(true);
    expect(tunnelEffect(hole, pod, 5).silent).toBe(false);
    expect(upgradeEffect(hole, pod)).toBe('answer');
  });

  it('for fresh tunnels leaves existing ones alone, and upgrades unanswered', () => {
    const hole = rules({ type: 'black-hole', pods: 'web', existing: false, fresh: true });
    expect(tunnelEffect(hole, pod, 4).silent).toBe(false);
    expect(upgradeEffect(hole, pod)).toBe('silence');
  });

  it('wins over a refusal: nobody answers', () => {
    const both = rules(
      { type: 'refuse', pods: '*', status: 503 },
      { type: 'black-hole', pods: 'web', existing: true, fresh: true },
    );
    expect(upgradeEffect(both, pod)).toBe('silence');
    expect(upgradeEffect(both, other)).toBe(503);
  });
});

describe('a fault', () => {
  it.each([['web-1'], ['web'], ['*']])('laid on %s hits the pod web-1 of app web', (pods) => {
    expect(tunnelEffect(rules({ type: 'stall', pods }), pod, 9).stalled).toBe(true);
  });

  it.each([['web-2'], ['we'], ['orders-db']])('laid on %s does not', (pods) => {
    expect(tunnelEffect(rules({ type: 'stall', pods }), pod, 9).stalled).toBe(false);
  });

  it('closes one port of one pod', () => {
    const closed = rules({ type: 'close-port', pods: 'web', port: 3000 });
    expect(isPortClosed(closed, pod, 3000)).toBe(true);
    expect(isPortClosed(closed, pod, 3001)).toBe(false);
    expect(isPortClosed(closed, other, 3000)).toBe(false);
  });

  it('that slows adds to others', () => {
    const slow = rules({ type: 'slow', pods: 'web', ms: 20 }, { type: 'slow', pods: '*', ms: 5 });
    expect(tunnelEffect(slow, pod, 0).slowMs).toBe(25);
    expect(tunnelEffect(slow, other, 0).slowMs).toBe(5);
  });
});

describe('a slow API server', () => {
  const slow = rules({ type: 'slow-api', ms: 300 }, { type: 'slow-api', ms: 50 });

  it('answers requests later, and leaves tunnels alone', () => {
    expect(apiDelayMs(slow)).toBe(350);
    expect(tunnelEffect(slow, pod, 0).slowMs).toBe(0);
    expect(upgradeEffect(slow, pod)).toBe('answer');
  });
});

describe('healing', () => {
  const many = rules(
    { type: 'slow-api', ms: 20 },
    { type: 'stall', pods: 'web' },
    { type: 'refuse', pods: 'orders-db', status: 503 },
    { type: 'refuse-api', status: 401 },
  );

  it('of a selection takes back what was laid on it, and nothing else', () => {
    const left = healed(many, 'web');
    expect(tunnelEffect(left, pod, 0).stalled).toBe(false);
    expect(upgradeEffect(left, other)).toBe(503);
    expect(apiRefusal(left)).toBe(401);
    expect(apiDelayMs(left)).toBe(20);
  });

  it('of everything leaves nothing', () => {
    expect(healed(many, '*')).toEqual([]);
  });
});
