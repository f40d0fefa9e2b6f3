import { beforeEach, describe, expect, it } from 'vitest';
import type { AppEvent } from '../../../src/shared/events';
import type { ForwardView } from '../../../src/shared/view';
import { Emitter } from '../../../src/main/base/emitter';
import { EventBus } from '../../../src/main/engine/event-bus';
import { followMachine } from '../../../src/main/engine/machine-news';
import { MachineWatch } from '../../../src/main/engine/machine-watch';
import type { Excuse } from '../../../src/main/engine/watchdog-contract';
import { FakeClock } from '../../support/fake-clock';
import { FakeMachine } from '../../support/fake-machine';
import { someView } from '../../support/views';

describe('news of this computer', () => {
  let clock: FakeClock;
  let bus: EventBus;
  let machine: FakeMachine;
  let watch: MachineWatch;
  let excuses: Emitter<Excuse>;
  let calls: string[];
  let events: AppEvent[];
  let views: ForwardView[];
  let following: { dispose(): void };

  beforeEach(() => {
    clock = new FakeClock();
    machine = new FakeMachine(clock);
    watch = new MachineWatch(clock, machine);
    excuses = new Emitter<Excuse>();
    calls = [];
    events = [];
    views = [
      someView({ context: 'prod' }),
      someView({ context: 'prod' }),
      someView({ context: 'idle', state: { kind: 'stopped' } }),
    ];
    bus = new EventBus(clock);
    bus.onDidPublish((event) => events.push(event));
    following = followMachine({
      clock,
      bus,
      machine: watch,
      watchdog: { onDidExcuse: excuses.event },
      resolver: {
        probe: (context, signal) => {
          calls.push(`probe ${context}`);
          return new Promise((_, reject) => {
            signal.addEventListener('abort', () => {
              calls.push(`gave up ${context}`);
              reject(signal.reason as Error);
            });
          });
        },
      },
      clusters: {
        renewConnections: () => calls.push('renew'),
        allowRetry: () => calls.push('allow'),
        rereadKubeconfig: () => {
          calls.push('reread');
          return Promise.resolve();
        },
      },
      engine: {
        views: () => views,
        shake: (shock) => calls.push(`tell ${shock}`),
        clockSet: (byMs) => calls.push(`clock ${String(byMs)}`),
        retryAfter: (code) => calls.push(`retry ${code}`),
      },
      noteTrouble: (name, trouble) => calls.push(`trouble ${name} ${trouble === null ? 'over' : trouble.file}`),
    });
  });

  const types = () => events.map(({ type }) => type);

  it('has every API server in use asked once when the network changes, watches renewed and workers told', () => {
    machine.addresses = ['198.51.100.7'];
    watch.look();
    expect(calls).toEqual(['renew', 'allow', 'tell network-changed', 'probe prod']);
    expect(events).toMatchObject([{ type: 'network.changed', change: 'changed' }]);
  });

  it('breaks nothing and tries nothing anew while there is no network', () => {
    machine.addresses = [];
    watch.look();
    expect(calls).toEqual(['probe prod']);
  });

  it('waits for no API server for longer than three seconds, and for none at the end', async () => {
    machine.addresses = ['198.51.100.7'];
    watch.look();
    await clock.advance(3_000);
    expect(calls.at(-1)).toBe('gave up prod');
    machine.addresses = ['192.0.2.7'];
    watch.look();
    following.dispose();
    await clock.advance(0);
    expect([calls.at(-1), clock.timers]).toEqual(['gave up prod', 0]);
  });

  it('notices another network at once after a sleep', () => {
    machine.addresses = ['198.51.100.7'];
    excuses.fire({ lateMs: 0 });
    expect(types()).toEqual(['network.changed', 'machine.resumed']);
    expect(calls).toContain('tell network-changed');
  });

  it('renews connections after a sleep, and not when only this program stood still', () => {
    excuses.fire({ lateMs: 5_000 });
    expect(calls).toEqual([]);
    excuses.fire({ lateMs: 3_600_000 });
    expect(calls).toEqual(['renew']);
    expect(events).toMatchObject([{ lateMs: 5_000 }, { lateMs: 3_600_000 }]);
  });

  it('tells once of a sleep that is told twice', () => {
    excuses.fire({ lateMs: 3_600_000 });
    excuses.fire({ lateMs: 0 });
    excuses.fire({ lateMs: 0 });
    expect(types()).toEqual(['machine.resumed']);
  });

  it('has times corrected when the clock is set, and does not call that a sleep', () => {
    clock.jumpWall(7_200_000);
    excuses.fire({ lateMs: 7_200_000 });
    expect(types()).toEqual(['clock.set']);
    expect(calls).toContain('clock 7200000');
  });

  it('has a forward started again that failed for want of a descriptor, however short that was', async () => {
    const problem = { code: 'out-of-descriptors', message: '', hint: '', suspect: 'local' } as const;
    watch.start();
    bus.publish('forward.error', { forwardId: 'a', problem, connection: true });
    expect(calls).toEqual([]);
    bus.publish('forward.error', { forwardId: 'a', problem, connection: false });
    expect(calls).toEqual(['trouble descriptors This computer']);
    await clock.advance(3_000);
    expect(calls).toContain('retry out-of-descriptors');
    watch.dispose();
  });

  it('says that there are no descriptors left for as long as there are none, and has it tried again then', () => {
    machine.descriptorsLeft = false;
    watch.look();
    machine.descriptorsLeft = true;
    watch.look();
    expect(calls).toEqual([
      'trouble descriptors This computer',
      'trouble descriptors over',
      'retry out-of-descriptors',
      'reread',
    ]);
    expect(types()).toEqual(['descriptors.exhausted', 'descriptors.free']);
  });
});
