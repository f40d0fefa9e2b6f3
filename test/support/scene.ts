import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AsyncDisposable } from '../../src/main/base/disposable';
import { startDemoCluster, type DemoCluster } from '../../src/main/demo/demo-cluster';
import { launchApp, type App, type AppOptions } from './app';
import { configText, type ConfiguredForward } from './config-text';
import { startDesktop, type Desktop } from './desktop/desktop';
import { freePorts } from './http';

/** Short times, so that a hang is over in seconds; milliseconds. */
export const watchdogTimes = { pollMs: 500, checkMs: 500, thresholdMs: 2_000 } as const;

/** By when a hang has to be reported: threshold, one check, and what a loaded machine adds. */
export const hungWithinMs = watchdogTimes.thresholdMs + watchdogTimes.checkMs + 4_000;

export const gateway: ConfiguredForward = {
  alias: 'gateway',
  namespace: 'shop',
  resource: 'service/api-gateway',
  port: 80,
};
export const shopWeb: ConfiguredForward = { alias: 'web', namespace: 'shop', resource: 'service/web', port: 8080 };

export interface SceneOptions {
  readonly build: NonNullable<AppOptions['build']>;
  readonly forwards: readonly ConfiguredForward[];
  readonly lanes?: number;
  /** Instead of what `forwards` make. `PORT` and so on are the test's business. */
  readonly configText?: string;
}

/** A desktop, a demo cluster, and Portwatch between them. */
export interface Scene extends AsyncDisposable {
  readonly desktop: Desktop;
  readonly cluster: DemoCluster;
  readonly app: App;
  /** Local ports, in the order of the forwards. */
  readonly ports: readonly number[];
}

/** An event that the app has logged, as `docs/headless.md` describes it. */
export type LoggedEvent = Readonly<Record<string, unknown>> & { readonly event: string };

/** The events of one type that the app has logged so far. */
export async function eventsOf({ desktop }: Pick<Scene, 'desktop'>, type: string): Promise<LoggedEvent[]> {
  const text = await readFile(logFileIn(desktop), 'utf8');
  // The last line may not be written to its end yet.
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as LoggedEvent).filter(({ event }) => event === type);
}

function logFileIn(desktop: Desktop): string {
  return join(desktop.folder, 'events.log');
}

/** Starts everything; what was started is ended when a later part fails. */
export async function startScene(options: SceneOptions): Promise<Scene> {
  const opened: AsyncDisposable[] = [];
  const dispose = async () => {
    for (const part of opened.splice(0).reverse()) await part.dispose();
  };
  try {
    const desktop = await startDesktop();
    opened.push(desktop);
    const cluster = await startDemoCluster();
    opened.push(cluster);
    const ports = await freePorts(options.forwards.length);
    const kubeconfig = join(desktop.folder, 'kubeconfig');
    const config = join(desktop.folder, 'portwatch.yaml');
    await writeFile(kubeconfig, cluster.kubeconfig());
    await writeFile(config, options.configText ?? configText({ ...options, watchdog: watchdogTimes }, ports));
    const app = await launchApp({
      desktop,
      build: options.build,
      kubeconfig,
      config,
      arguments: ['--show', '--log-file', logFileIn(desktop)],
    });
    opened.push(app);
    return { desktop, cluster, app, ports, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
