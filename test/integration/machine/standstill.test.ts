import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { freezeThread } from '../../support/freeze-thread';
import { accusations, type HeadlessRig, startHeadlessRig } from '../../support/headless-rig';
import { shortWatchdog } from '../../support/engine-rig';
import { get } from '../../support/http';

const forwards = [
  { alias: 'web', namespace: 'shop', resource: 'service/web', port: 8080 },
  { alias: 'gateway', namespace: 'shop', resource: 'service/api-gateway', port: 80 },
];

describe('the headless program', () => {
  let rig: HeadlessRig;
  afterEach(() => rig.dispose());

  it('serves at once after it was stopped and continued, and accuses nobody', async () => {
    rig = await startHeadlessRig({ forwards, watchdog: shortWatchdog });
    for (let time = 0; time < 2; time += 1) {
      process.kill(rig.run.pid, 'SIGSTOP');
      const waiting = get(rig.port('web'), '/', 10_000);
      await sleep(4 * shortWatchdog.thresholdMs);
      process.kill(rig.run.pid, 'SIGCONT');
      const continuedAt = performance.now();
      expect(await waiting).toContain('Demo shop');
      expect(performance.now() - continuedAt).toBeLessThan(1_000);
      // Whatever would be said of the silence is said within a threshold and two rounds.
      await sleep(2 * shortWatchdog.thresholdMs);
    }
    expect(rig.of(accusations)).toEqual([]);
    expect(rig.of(/^machine\.resumed$/).length).toBeGreaterThanOrEqual(2);
    expect(await get(rig.port('gateway'))).toContain('api-gateway');
  });

  it('goes on forwarding while its main thread does not run, and accuses nobody of that', async () => {
    rig = await startHeadlessRig({ forwards, watchdog: shortWatchdog });
    const frozen = await freezeThread(rig.run.pid, rig.run.pid);
    // Whatever was said before that has been read when the first answer is there.
    await get(rig.port('web'));
    const before = rig.run.events().length;
    const end = performance.now() + 5_000;
    let answered = 0;
    while (performance.now() < end) {
      expect(await get(rig.port('web'))).toContain('Demo shop');
      answered += 1;
      await sleep(100);
    }
    expect(rig.run.events()).toHaveLength(before);
    await frozen.release();
    await rig.next('machine.resumed');
    await sleep(2 * shortWatchdog.thresholdMs);
    expect(answered).toBeGreaterThan(10);
    expect(rig.of(accusations)).toEqual([]);
  });
});
