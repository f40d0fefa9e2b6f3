import { beforeEach, describe, expect, it } from 'vitest';
import { Disuse } from '../../../src/main/worker/disuse';
import { FakeClock } from '../../support/fake-clock';

let clock: FakeClock;
let traffic: { openConnections: number; totalConnections: number; heldConnections: number };
let disuse: Disuse;
beforeEach(() => {
  clock = new FakeClock();
  traffic = { openConnections: 0, totalConnections: 4, heldConnections: 0 };
  disuse = new Disuse(clock, () => traffic);
  disuse.begin();
});

describe('disuse', () => {
  it('grows while nobody connects', async () => {
    await clock.advance(5_000);
    expect(disuse.ms()).toBe(5_000);
  });

  it.each(['openConnections', 'heldConnections'] as const)('is none while there are %s', async (kind) => {
    traffic[kind] = 1;
    await clock.advance(5_000);
    expect(disuse.ms()).toBe(0);
    traffic[kind] = 0;
    await clock.advance(1_000);
    expect(disuse.ms()).toBe(1_000);
  });

  it('is over when a connection has come and gone between two looks', async () => {
    await clock.advance(5_000);
    traffic.totalConnections = 5;
    expect(disuse.ms()).toBe(0);
  });

  it('begins anew with a new tunnel', async () => {
    await clock.advance(5_000);
    disuse.begin();
    expect(disuse.ms()).toBe(0);
  });
});
