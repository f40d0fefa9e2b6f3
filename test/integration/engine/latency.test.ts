import { afterEach, describe, expect, it } from 'vitest';
import { type EngineRig, startEngineRig } from '../../support/engine-rig';
import { eventually } from '../../support/eventually';

const web = { alias: 'web', namespace: 'shop', resource: 'service/web', port: 8080 };

describe.each(['websocket', 'spdy', 'v4'] as const)('the heartbeats of a forward by %s', (transport) => {
  let rig: EngineRig | undefined;
  afterEach(() => rig?.dispose());

  it('tell what a ping took, and reach no app to find out', async () => {
    rig = await startEngineRig({ forwards: [web], cluster: { transports: [transport] } });
    const { state } = await rig.reaches('web', 'active');
    expect(state).toMatchObject({ transport });
    const beats = () => rig?.of('watchdog.heartbeat').flatMap((event) => event.beats) ?? [];
    const told = await eventually('a round trip', () => beats().find(({ roundTripMs }) => roundTripMs !== null));
    expect(told.roundTripMs).toBeLessThan(1_000);
    expect(told.traffic.totalConnections).toBe(0);
    expect(await rig.cluster.connectionsTo('*')).toBe(0);
  });
});
