import { beforeEach, describe, expect, it } from 'vitest';
import { EngineBench, settings } from '../../support/engine-bench';
import { specOf } from '../../support/forwards';

let bench: EngineBench;
beforeEach(async () => {
  bench = new EngineBench();
  bench.engine.setForwards([specOf(), specOf({ localPort: 8081 })], []);
  await bench.clock.advance(settings.pollMs);
});

async function fallSilent(): Promise<void> {
  bench.lane(1).silentMs = 60_000;
  await bench.clock.advance(settings.thresholdMs + settings.checkMs);
}

function suspects(): string[] {
  return bench.events.flatMap((event) => (event.type === 'watchdog.hung' ? [event.suspect] : []));
}

describe('A hang of a tunnel', () => {
  it('is blamed on the pod when the API server answers others', async () => {
    bench.apiServerAnswers = () => Promise.resolve(true);
    await fallSilent();
    expect(suspects()).toEqual(['pod', 'pod']);
  });

  it('is blamed on the API server when that answers nobody', async () => {
    await fallSilent();
    expect(suspects()).toEqual(['api-server', 'api-server']);
  });

  it('is blamed on the API server when asking that takes too long', async () => {
    bench.apiServerAnswers = () => new Promise(() => undefined);
    await fallSilent();
    expect(suspects()).toEqual(['api-server', 'api-server']);
    expect(bench.clock.timers).toBe(2);
  });

  it('costs one question per cluster, and none while all is well', async () => {
    let questions = 0;
    bench.apiServerAnswers = () => {
      questions += 1;
      return Promise.resolve(true);
    };
    await bench.clock.advance(60_000);
    expect(questions).toBe(0);
    await fallSilent();
    expect(questions).toBe(1);
  });
});
