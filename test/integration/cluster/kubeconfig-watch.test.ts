import { mkdir, mkdtemp, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../../src/main/base/clock';
import { type ClustersOptions, createClusters, type UserClusters } from '../../../src/main/cluster/clusters';
import type { AccessChange } from '../../../src/main/engine/clusters';
import { EventBus } from '../../../src/main/engine/event-bus';
import type { AppEvent } from '../../../src/shared/events';
import { type Problem, problemOf } from '../../../src/shared/problem';
import { eventually } from '../../support/eventually';
import { FakeClock } from '../../support/fake-clock';
import { specOf } from '../../support/forwards';
import { kubeconfigOf, TinyApiServer } from './tiny-api-server';

const forward = specOf({ target: { kind: 'pod', name: 'api' } });
const never = new AbortController().signal;
const quick = { lookMs: 21, quietMs: 20 };

describe('a kubeconfig that changes', () => {
  let server: TinyApiServer;
  let folder: string;
  let config: string;
  let clusters: UserClusters;
  let changes: AccessChange[];
  let events: AppEvent[];
  let bus: EventBus;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portwatch-watch-'));
    config = join(folder, 'config');
    server = new TinyApiServer();
    await server.start();
    changes = [];
    events = [];
    bus = new EventBus(systemClock);
    bus.onDidPublish((event) => events.push(event));
  });

  afterEach(async () => {
    clusters.dispose();
    bus.dispose();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Follows it, and has it read once. */
  async function follow(options: Partial<ClustersOptions> = {}): Promise<void> {
    let looks = 0;
    // A timer is set when the first look is over.
    const clock: Clock = {
      ...systemClock,
      setTimeout: (callback, ms) => {
        if (ms === quick.lookMs) looks += 1;
        return systemClock.setTimeout(callback, ms);
      },
    };
    const given = { clock, environment: { KUBECONFIG: config }, bus, watchTimes: quick };
    clusters = createClusters({ ...given, ...options });
    clusters.followAccess((news) => changes.push(...news));
    await clusters.resolve(forward, never).catch(() => undefined);
    await eventually('the first look to be over', () => (looks > 0 ? true : undefined));
  }

  async function problemNow(): Promise<Problem> {
    return problemOf(
      await clusters.resolve(forward, never).then(
        () => new Error('resolved'),
        (error: unknown) => error,
      ),
    );
  }

  const told = (what: AccessChange['what'], context = 'prod') =>
    eventually(
      `${what} for ${context}`,
      () => changes.find((change) => change.context === context && change.what === what),
      {},
      () => JSON.stringify([changes, events]),
    );

  const published = (type: AppEvent['type']) => eventually(type, () => events.find((event) => event.type === type));

  const withToken = (token: string) => kubeconfigOf(server.url, { token });

  it('by being written anew tells which contexts lead elsewhere', async () => {
    await writeFile(config, withToken('one'));
    await follow();
    await writeFile(config, kubeconfigOf('http://127.0.0.1:1', { token: 'one' }));
    await told('way');
    expect(await published('kubeconfig.changed')).toMatchObject({ files: [config], contexts: ['prod'] });
  });

  it('by being replaced tells whose users are others', async () => {
    await writeFile(config, withToken('one'));
    await follow();
    await writeFile(`${config}.new`, withToken('two'));
    await rename(`${config}.new`, config);
    await told('user');
  });

  it('behind a link is seen when the link, or what it leads to, changes', async () => {
    for (const [name, token] of [
      ['a', 'one'],
      ['b', 'two'],
    ] as const)
      await writeFile(join(folder, name), withToken(token));
    await symlink('a', config);
    await follow();
    await symlink('b', `${config}.new`);
    await rename(`${config}.new`, config);
    await told('user');
    changes.length = 0;
    await writeFile(join(folder, 'b'), withToken('three'));
    await told('user');
  });

  it('by appearing gives hope, also in a folder that was not there', async () => {
    const late = join(folder, 'late', 'config');
    await follow({ environment: { KUBECONFIG: late } });
    expect((await problemNow()).code).toBe('kubeconfig-unreadable');
    await mkdir(join(folder, 'late'));
    await writeFile(late, withToken('one'));
    await told('hope');
    expect((await clusters.resolve(forward, never)).pod).toBe('api-1');
  });

  it('in one of several files is seen', async () => {
    const second = join(folder, 'second');
    await writeFile(config, kubeconfigOf(server.url).replaceAll('"prod"', '"other"').replaceAll('"c"', '"d"'));
    await follow({ environment: { KUBECONFIG: [config, second].join(delimiter) } });
    const before = await problemNow();
    expect(before).toMatchObject({ code: 'context-not-found' });
    expect(before.hint).toContain(`It was read from ${config}.`);
    await writeFile(second, kubeconfigOf(server.url).replace('"ada"', '"ada2"').replace('"ada"', '"ada2"'));
    await told('hope');
    expect((await clusters.resolve(forward, never)).pod).toBe('api-1');
  });

  it.each([
    ['half written', '{"contexts": [{"name": "prod", "con'],
    ['empty', ''],
  ])('and is %s for a while stays what it was, and that is said once', async (_, text) => {
    await writeFile(config, withToken('one'));
    await follow();
    await writeFile(config, text);
    expect((await clusters.resolve(forward, never)).endpoint.headers).toEqual({ Authorization: 'Bearer one' });
    const rejected = await published('kubeconfig.rejected');
    const problem = { code: 'kubeconfig-unreadable', message: expect.stringContaining(config) as string };
    expect(rejected).toMatchObject({ isKept: true, problem });
    await writeFile(config, withToken('two'));
    await told('user');
    expect((await clusters.resolve(forward, never)).endpoint.headers).toEqual({ Authorization: 'Bearer two' });
    expect(events.filter(({ type }) => type === 'kubeconfig.rejected')).toHaveLength(1);
  });

  it('by losing a context fails only what is new, and says which files were read', async () => {
    await writeFile(config, withToken('one'));
    await follow();
    await writeFile(config, withToken('one').replaceAll('"prod"', '"gone"'));
    await told('hope', 'gone');
    expect(changes.some(({ context }) => context === 'prod')).toBe(false);
    expect(await problemNow()).toMatchObject({
      code: 'context-not-found',
      hint: `It has gone. It was read from ${config}.`,
    });
  });

  it('by being deleted is said, and changes nothing until it is back', async () => {
    await writeFile(config, withToken('one'));
    await follow();
    await unlink(config);
    expect(await published('kubeconfig.rejected')).toMatchObject({ isKept: false });
    expect(changes).toEqual([]);
    await writeFile(config, withToken('one'));
    await told('hope');
    expect(changes.some(({ what }) => what !== 'hope')).toBe(false);
  });

  it('only by what nobody uses changes nothing', async () => {
    await writeFile(config, withToken('one'));
    await follow();
    const before = [...events];
    await writeFile(config, JSON.stringify({ ...(JSON.parse(withToken('one')) as object), 'current-context': 'x' }));
    await told('hope');
    expect(changes.some(({ what }) => what !== 'hope')).toBe(false);
    expect(events).toEqual(before);
  });

  it('in a file that it names gives hope, and the next question goes with what is there', async () => {
    const token = join(folder, 'token');
    await writeFile(token, 'one');
    await writeFile(config, kubeconfigOf(server.url, { tokenFile: token }));
    await follow();
    await eventually('the file to be looked at', async () => {
      await writeFile(token, `two ${String(Math.random())}`);
      return changes.length > 0 ? true : undefined;
    });
    expect(changes[0]).toEqual({ context: 'prod', what: 'hope' });
    await writeFile(token, 'three');
    expect((await clusters.resolve(forward, never)).endpoint.headers).toEqual({ Authorization: 'Bearer three' });
  });

  it('is not looked at any more when nobody follows', async () => {
    const clock = new FakeClock();
    await writeFile(config, withToken('one'));
    clusters = createClusters({ clock, environment: { KUBECONFIG: config } });
    const following = clusters.followAccess(() => undefined);
    await eventually('the next look to be planned', () => (clock.timers === 1 ? true : undefined));
    following.dispose();
    expect(clock.timers).toBe(0);
  });
});
