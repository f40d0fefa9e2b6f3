import { beforeEach, describe, expect, it } from 'vitest';
import { MachineWatch } from '../../../src/main/engine/machine-watch';
import { FakeClock } from '../../support/fake-clock';
import { FakeMachine } from '../../support/fake-machine';

describe('watching this computer', () => {
  let clock: FakeClock;
  let machine: FakeMachine;
  let watch: MachineWatch;
  let told: unknown[];

  beforeEach(() => {
    clock = new FakeClock();
    machine = new FakeMachine(clock);
    watch = new MachineWatch(clock, machine);
    told = [];
    watch.onDidChangeNetwork((change) => told.push(change));
    watch.onDidSetClock((byMs) => told.push(byMs));
    watch.onDidRunOut((isOut) => told.push(isOut));
    watch.start();
  });

  it('says nothing while nothing happens', async () => {
    await clock.advance(60_000);
    expect(told).toEqual([]);
  });

  it('tells of another network within three seconds, once', async () => {
    machine.addresses = ['198.51.100.7'];
    await clock.advance(3_000);
    expect(told).toEqual(['changed']);
    machine.addresses = [];
    await clock.advance(3_000);
    machine.addresses = ['192.0.2.7'];
    await clock.advance(6_000);
    expect(told).toEqual(['changed', 'lost', 'gained']);
  });

  it('looks at once when it is asked to', () => {
    machine.addresses = ['198.51.100.7'];
    watch.look();
    expect(told).toEqual(['changed']);
  });

  it('takes a clock that was set for that, and a sleep or a small correction for none', async () => {
    clock.jumpWall(-3 * 3_600_000);
    await clock.advance(3_000);
    clock.jumpWall(7_200_000);
    await clock.advance(3_000);
    expect(told).toEqual([-3 * 3_600_000, 7_200_000]);
    machine.suspend(8 * 3_600_000);
    await clock.advance(3_000);
    clock.jumpWall(900);
    await clock.advance(3_000);
    expect(told).toHaveLength(2);
  });

  it('tells when there are no descriptors left, and when there are again, and takes that for no loss of the network', async () => {
    machine.descriptorsLeft = false;
    machine.addresses = [];
    await clock.advance(6_000);
    machine.descriptorsLeft = true;
    machine.addresses = ['192.0.2.7'];
    await clock.advance(6_000);
    expect(told).toEqual([true, false]);
  });

  it('does not alternate every three seconds when whatever becomes free is taken at once', async () => {
    for (let round = 0; round < 100; round += 1) {
      watch.noteRunOut();
      await clock.advance(3_000);
    }
    expect(told).toEqual([true, false, true]);
    await clock.advance(9_000);
    expect(told).toEqual([true, false, true, false]);
  });

  it('leaves no timer behind', () => {
    watch.dispose();
    expect(clock.timers).toBe(0);
  });
});
