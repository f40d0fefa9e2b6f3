import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AsyncDisposable } from '../../src/main/base/disposable';
import { startDemoThread, type DemoThread } from '../../src/main/demo/demo-thread';
import { configText, type ConfiguredForward, type ConfiguredWatchdog } from './config-text';
import { eventually } from './eventually';
import { type Headless, type HeadlessOptions, type Home, type LoggedEvent, makeHome } from './headless';
import { freePorts } from './http';

const demo = join(import.meta.dirname, '..', '..', 'dist', 'main', 'demo.cjs');

export interface HeadlessRigOptions extends Pick<HeadlessOptions, 'environment'> {
  readonly forwards: readonly ConfiguredForward[];
  readonly watchdog: ConfiguredWatchdog;
  readonly lanes?: number;
  /** Besides those that name config and kubeconfig, and ask for JSON lines. */
  readonly arguments?: readonly string[];
}

/** The headless program in a process of its own, between a test and a demo cluster that is not in that process. */
export interface HeadlessRig extends AsyncDisposable {
  readonly run: Headless;
  readonly home: Home;
  readonly cluster: DemoThread;
  port(alias: string): number;
  /** All events of this kind so far. */
  of(event: RegExp): readonly LoggedEvent[];
  /** Waits for one more event of this name than there were `before`. */
  next(event: string, before?: number): Promise<LoggedEvent>;
}

/** Everything that a healthy forward must not be told. */
export const accusations = /hung|stale|reconnecting|disconnected|restarted|lane\.(crashed|terminated)|forward\.error/;

/** Answers when all forwards are active. */
export async function startHeadlessRig(options: HeadlessRigOptions): Promise<HeadlessRig> {
  const home = await makeHome();
  const cluster = await startDemoThread({ entry: demo, cluster: {} });
  const ports = await freePorts(options.forwards.length);
  await writeFile(home.path('portwatch.yaml'), configText(options, ports));
  await writeFile(home.path('kubeconfig'), cluster.kubeconfig);
  const named = ['--headless', '-c', home.path('portwatch.yaml'), '--kubeconfig', home.path('kubeconfig')];
  const run = home.run({
    arguments: [...named, '--log-format', 'json', ...(options.arguments ?? [])],
    ...(options.environment ? { environment: options.environment } : {}),
  });
  await Promise.all(options.forwards.map(({ alias }) => run.event('forward.connected', alias)));
  const of = (event: RegExp) => run.events().filter((one) => event.test(one.event));
  return {
    run,
    home,
    cluster,
    port: (alias) => ports[options.forwards.findIndex((forward) => forward.alias === alias)] ?? 0,
    of,
    next: (event, before = 0) =>
      eventually(
        `${event} number ${String(before + 1)}`,
        () => of(new RegExp(`^${event}$`))[before],
        { timeoutMs: 20_000 },
        () => run.stdout().slice(-3_000) + run.stderr().slice(-1_000),
      ),
    dispose: async () => {
      await home.dispose();
      await cluster.dispose();
    },
  };
}
