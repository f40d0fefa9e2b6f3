import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../src/main/command-line';
import { composeApplication } from '../../../src/main/compose';
import { entriesIn } from '../../../src/main/entries';
import { startDemoThread, type DemoThread } from '../../../src/main/demo/demo-thread';
import { configText } from '../../support/config-text';
import { eventually } from '../../support/eventually';
import { freePorts, get } from '../../support/http';

const bundles = join(import.meta.dirname, '..', '..', '..', 'dist', 'main');
const forwardCount = 20;
const times = 50;
const targets = [
  { namespace: 'shop', resource: 'service/web', port: 8080 },
  { namespace: 'shop', resource: 'deployment/api-gateway', port: 8080 },
  { namespace: 'data', resource: 'pod/orders-db', port: 5432 },
] as const;

/** What this process holds at a moment. */
interface Holdings {
  readonly resources: string;
  readonly threads: number;
  readonly descriptors: number;
}

async function holdings(): Promise<Holdings> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return {
    resources: JSON.stringify([...counts].sort()),
    threads: (await readdir('/proc/self/task')).length,
    descriptors: (await readdir('/proc/self/fd')).length,
  };
}

describe.runIf(process.platform === 'linux')('Starting and stopping twenty forwards fifty times', () => {
  let folder: string;
  let cluster: DemoThread;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portwatch-flat-'));
    cluster = await startDemoThread({ entry: join(bundles, 'demo.cjs'), cluster: {} });
  });
  afterEach(async () => {
    await cluster.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it('leaves as many handles, timers, threads and descriptors as one time does', { timeout: 150_000 }, async () => {
    const ports = await freePorts(forwardCount);
    const forwards = ports.map((_, at) => ({
      ...(targets[at % targets.length] ?? targets[0]),
      alias: `f${String(at)}`,
    }));
    const config = join(folder, 'portwatch.yaml');
    const kubeconfig = join(folder, 'kubeconfig');
    const watchdog = { pollMs: 1_000, checkMs: 1_000, thresholdMs: 5_000 };
    await writeFile(config, configText({ forwards, watchdog, lanes: 2 }, ports));
    await writeFile(kubeconfig, cluster.kubeconfig);
    const errors: unknown[] = [];
    const application = await composeApplication({
      arguments: parseCommandLine(['-c', config, '--kubeconfig', kubeconfig]),
      environment: { HOME: folder },
      entries: entriesIn(bundles),
      onError: (error) => errors.push(error),
    });
    application.run();
    const ids = application.snapshot().forwards.map(({ id }) => id);
    const all = (kind: string) => async () => {
      const views = application.snapshot().forwards;
      return views.every(({ state }) => state.kind === kind) ? Promise.resolve(true) : undefined;
    };
    const round = async () => {
      application.start(ids);
      await eventually('all to be active', all('active'), { everyMs: 5, timeoutMs: 20_000 });
      await get(ports[0] ?? 0);
      application.stop(ids);
      await eventually('all to be stopped', all('stopped'), { everyMs: 5, timeoutMs: 20_000 });
    };
    for (let time = 0; time < 5; time += 1) await round();
    // Watches and idle connections to the API server end some seconds after nobody needs them any more.
    const first = await settled();
    for (let time = 0; time < times; time += 1) await round();
    const last = await eventually(
      'what was held before',
      async () => {
        const now = await holdings();
        return now.threads <= first.threads && now.descriptors <= first.descriptors ? now : undefined;
      },
      { timeoutMs: 30_000, everyMs: 250 },
      () => `Before: ${JSON.stringify(first)}`,
    );
    expect(countOf(last.resources, 'Timeout')).toBeLessThanOrEqual(countOf(first.resources, 'Timeout'));
    expect(errors).toEqual([]);
    expect(await application.dispose()).toBe(true);
  });

  /** After what ends by itself has ended: the same forty times in a row, twelve seconds. */
  async function settled(): Promise<Holdings> {
    let known = await holdings();
    let same = 0;
    return eventually(
      'peace',
      async () => {
        const now = await holdings();
        same = now.descriptors === known.descriptors && now.threads === known.threads ? same + 1 : 0;
        known = now;
        return same >= 40 ? now : undefined;
      },
      { timeoutMs: 40_000, everyMs: 300 },
    );
  }
});

function countOf(resources: string, kind: string): number {
  return new Map(JSON.parse(resources) as [string, number][]).get(kind) ?? 0;
}
