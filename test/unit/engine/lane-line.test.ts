import { beforeEach, describe, expect, it } from 'vitest';
import type { EventOf } from '../../../src/shared/events';
import { noTraffic } from '../../../src/shared/view';
import { EngineBench } from '../../support/engine-bench';
import { specOf } from '../../support/forwards';

describe('a lane that is polled', () => {
  it('tells what the ping of each forward took', async () => {
    const bench = new EngineBench();
    await bench.set([specOf()], []);
    bench.lane(1).roundTripMs = 21.5;
    await bench.clock.advance(10_000);
    const beats = bench.events.flatMap((event) => (event.type === 'watchdog.heartbeat' ? event.beats : []));
    expect(beats.at(-1)).toMatchObject({ id: specOf().id, roundTripMs: 21.5 });
  });
});

describe('connections that are stuck', () => {
  it('are announced when the first is found, and again when none is left', async () => {
    const bench = new EngineBench();
    await bench.set([specOf()], []);
    const lane = bench.lane(1);
    const told = () => bench.events.filter(({ type }) => type.startsWith('connections.'));
    await bench.clock.advance(10_000);
    expect(told()).toEqual([]);
    const stuck = { toApp: 1, toClient: 0, longestMs: 125_000 };
    lane.traffic = { ...noTraffic, openConnections: 3, stuck };
    await bench.clock.advance(5_000);
    lane.traffic = { ...noTraffic, openConnections: 3, stuck: { toApp: 2, toClient: 0, longestMs: 130_000 } };
    await bench.clock.advance(5_000);
    expect(told()).toMatchObject([{ type: 'connections.stuck', forwardId: specOf().id, stuck }]);
    lane.traffic = { ...noTraffic, openConnections: 1 };
    await bench.clock.advance(5_000);
    expect(told()[1]).toMatchObject({ type: 'connections.moving', forwardId: specOf().id, stuckForMs: 130_000 });
    expect(told()).toHaveLength(2);
  });
});

describe('a forward that hangs while it looks for its pod', () => {
  let bench: EngineBench;
  beforeEach(async () => {
    bench = new EngineBench();
    await bench.set([specOf({ onHang: 'notify' })], []);
    const progress = { phase: 'resolving', elapsedMs: 60_000, deadlineMs: 47_000, silentMs: 0 } as const;
    bench.lane(1).poll = () =>
      Promise.resolve([{ id: '127.0.0.1:8080', progress, traffic: noTraffic, roundTripMs: null }]);
  });

  const reports = () =>
    bench.events.filter((event): event is EventOf<'watchdog.hung'> => event.type === 'watchdog.hung');

  it('waits for credentials while a program or a provider is asked for them', async () => {
    bench.isGettingCredentials = true;
    await bench.clock.advance(25_000);
    expect(reports()).toMatchObject([{ phase: 'resolving', suspect: 'credentials' }]);
  });

  it('waits for the API server otherwise, also when there were credentials to wait for before', async () => {
    bench.isGettingCredentials = true;
    await bench.clock.advance(10_000);
    bench.isGettingCredentials = false;
    await bench.clock.advance(15_000);
    expect(reports()).toMatchObject([{ phase: 'resolving', suspect: 'api-server' }]);
  });
});
