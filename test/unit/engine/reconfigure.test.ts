import { beforeEach, describe, expect, it } from 'vitest';
import { forwardIdOf, type ForwardSpec } from '../../../src/shared/forward';
import { defaultUpkeep } from '../../../src/shared/upkeep';
import { EngineBench } from '../../support/engine-bench';
import { settle } from '../../support/fake-clock';
import { specOf } from '../../support/forwards';

function forward(alias: string, localPort: number, change: Partial<ForwardSpec> = {}): ForwardSpec {
  const bindAddress = change.bindAddress ?? '127.0.0.1';
  return specOf({
    alias,
    localPort,
    target: { kind: 'service', name: alias },
    ...change,
    id: forwardIdOf(bindAddress, localPort),
  });
}

const api = forward('api', 8080);
const web = forward('web', 8081);

describe('forwards that are configured otherwise while they run', () => {
  let bench: EngineBench;

  beforeEach(async () => {
    bench = new EngineBench();
    await bench.set([api, web], []);
  });

  /** What the lane is told because of this configuration. */
  async function told(...specs: readonly ForwardSpec[]): Promise<string[]> {
    const before = bench.lane(1).commands.length;
    await bench.set(specs, []);
    const commands = bench.lane(1).commands.slice(before);
    return commands.map((command) => {
      if (command.type === 'start') return `start ${command.spec.alias} on ${command.spec.id}`;
      if (command.type === 'stop') return `stop ${command.id}`;
      if (command.type === 'change')
        return `change ${command.spec.alias}: ${command.cause?.message ?? 'no other tunnel'}`;
      return command.type;
    });
  }

  const shown = () => bench.engine.views().map(({ alias, address, state }) => `${alias} ${address} ${state.kind}`);

  it('are left alone when only their names, groups or order are others', async () => {
    expect(await told({ ...web, group: 'pages' }, { ...api, alias: 'API' })).toEqual([]);
    expect(shown()).toEqual(['web 127.0.0.1:8081 active', 'API 127.0.0.1:8080 active']);
    expect(bench.engine.views()[0]?.group).toBe('pages');
  });

  it('get another tunnel on the same port when they lead elsewhere', async () => {
    expect(await told({ ...api, namespace: 'stock' }, web)).toEqual([
      'change api: The config file leads it to port 80 of service/api in prod, namespace stock, now.',
    ]);
    expect(shown()[0]).toBe('api 127.0.0.1:8080 active');
  });

  it('keep their tunnel when it is only cared for otherwise', async () => {
    expect(await told({ ...api, upkeep: { ...defaultUpkeep, maxAgeMs: 1 } }, web)).toEqual([
      'change api: no other tunnel',
    ]);
  });

  it('are done by as configured when they hang, from now on', async () => {
    await told({ ...api, onHang: 'notify' }, web);
    bench.lane(1).silentMs = 60_000;
    await bench.clock.advance(20_000);
    expect(
      bench
        .lane(1)
        .of('reconnect')
        .map(({ id }) => id),
    ).toEqual([web.id]);
  });

  it('move to another port: the old one is free, the new one is theirs', async () => {
    expect(await told(forward('api', 9090), web)).toEqual(['stop 127.0.0.1:8080', 'start api on 127.0.0.1:9090']);
    expect(shown()).toEqual(['api 127.0.0.1:9090 active', 'web 127.0.0.1:8081 active']);
  });

  it('move to another address of the same port only when the port is free', async () => {
    bench.lane(1).frozen = true;
    expect(await told(forward('api', 8080, { bindAddress: '0.0.0.0' }), web)).toEqual(['stop 127.0.0.1:8080']);
    bench.lane(1).frozen = false;
    bench.lane(1).say({ type: 'stopped', id: api.id });
    await settle();
    expect(bench.lane(1).of('start').at(-1)?.spec.id).toBe('0.0.0.0:8080');
    expect(shown()[0]).toBe('api 0.0.0.0:8080 active');
  });

  it('swap their ports without letting go of them', async () => {
    expect(await told(forward('api', 8081), forward('web', 8080))).toEqual([
      'change api: The config file leads it to port 80 of service/api in prod, namespace shop, now.',
      'change web: The config file leads it to port 80 of service/web in prod, namespace shop, now.',
    ]);
    expect(shown()).toEqual(['api 127.0.0.1:8081 active', 'web 127.0.0.1:8080 active']);
  });

  it('take the port of one that is gone', async () => {
    expect(await told(forward('web', 8080))).toEqual([
      'stop 127.0.0.1:8081',
      'change web: The config file leads it to port 80 of service/web in prod, namespace shop, now.',
    ]);
    expect(shown()).toEqual(['web 127.0.0.1:8080 active']);
  });

  it('stay stopped when the user has stopped them, wherever they go', async () => {
    bench.engine.stop([api.id]);
    await settle();
    expect(await told({ ...api, port: 81 }, web)).toEqual([]);
    expect(await told(forward('api', 8081, { port: 81 }), forward('web', 8080))).toEqual([
      'stop 127.0.0.1:8081',
      'start web on 127.0.0.1:8080',
    ]);
    expect(shown()).toEqual(['api 127.0.0.1:8081 stopped', 'web 127.0.0.1:8080 active']);
  });

  it('start and stop when autostart says so, and only when it has changed', async () => {
    const manual = { ...api, autostart: false };
    expect(await told(manual, web)).toEqual(['stop 127.0.0.1:8080']);
    expect(await told({ ...manual, port: 81 }, web)).toEqual([]);
    bench.engine.start([api.id]);
    await settle();
    expect(await told({ ...manual, port: 81, alias: 'API' }, web)).toEqual([]);
    expect(shown()[0]).toBe('API 127.0.0.1:8080 active');
    await told({ ...manual, autostart: true }, web);
    expect(shown()[0]).toBe('api 127.0.0.1:8080 active');
  });

  it('that have failed try again when they lead elsewhere, and not for another name', async () => {
    bench.engine.giveUp(api.id, 5);
    await settle();
    expect(shown()[0]).toBe('api 127.0.0.1:8080 failed');
    expect(await told({ ...api, group: 'g' }, web)).toEqual([]);
    expect(await told({ ...api, group: 'g', port: 81 }, web)).toEqual(['start api on 127.0.0.1:8080']);
  });

  it('are not accused of a hang that came before', async () => {
    await told({ ...api, onHang: 'notify' }, { ...web, onHang: 'notify' });
    bench.lane(1).silentMs = 60_000;
    await bench.clock.advance(20_000);
    expect(bench.watchdog.state(api.id)?.hung).toBe(true);
    await told({ ...api, onHang: 'notify', port: 81 }, { ...web, onHang: 'notify' });
    expect(bench.watchdog.state(api.id)?.hung).toBe(false);
    expect(bench.watchdog.state(web.id)?.hung).toBe(true);
  });

  it('start on as many lanes as there may be by now', async () => {
    bench.engine.setLaneLimit(2);
    await bench.set([api, web, forward('more', 8082)], []);
    expect(bench.lanes).toHaveLength(2);
    expect(shown().every((line) => line.endsWith('active'))).toBe(true);
  });
});
