import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppEvent, EventOf, EventType } from '../../src/shared/events';
import type { StateKind } from '../../src/shared/forward';
import type { ForwardView } from '../../src/shared/view';
import type { AsyncDisposable } from '../../src/main/base/disposable';
import { parseCommandLine } from '../../src/main/command-line';
import { composeApplication } from '../../src/main/compose';
import { entriesIn } from '../../src/main/entries';
import type { DemoThreadOptions } from '../../src/main/demo/demo-protocol';
import { startDemoThread, type DemoThread } from '../../src/main/demo/demo-thread';
import type { Application } from '../../src/main/engine/application';
import { configText, type ConfiguredForward, type ConfiguredWatchdog } from './config-text';
import { eventually } from './eventually';
import { freePorts } from './http';

const bundles = join(import.meta.dirname, '..', '..', 'dist', 'main');

/** Short, so that a hang is over in seconds; milliseconds. */
export const shortWatchdog: ConfiguredWatchdog = { pollMs: 250, checkMs: 250, thresholdMs: 1_000 };

export interface EngineRigOptions {
  readonly forwards: readonly ConfiguredForward[];
  /** `shortWatchdog` unless told. */
  readonly watchdog?: ConfiguredWatchdog;
  readonly lanes?: number;
  /** Further lines at the top of the config file. */
  readonly top?: readonly string[];
  readonly cluster?: DemoThreadOptions;
  /** Another script for the lanes than the product's. */
  readonly laneScript?: string;
}

/** The whole application on real threads and sockets, without a surface, between a test and a demo cluster. */
export interface EngineRig extends AsyncDisposable {
  readonly application: Application;
  readonly cluster: DemoThread;
  /** The file that it is reached by. */
  readonly kubeconfig: string;
  /** The config file, in a folder of this rig's own. */
  readonly config: string;
  /** What has been announced, oldest first. */
  readonly events: readonly AppEvent[];
  port(alias: string): number;
  id(alias: string): string;
  view(alias: string): ForwardView;
  of<T extends EventType>(type: T): readonly EventOf<T>[];
  /** Waits until the forward is in this state. */
  reaches(alias: string, kind: StateKind, timeoutMs?: number): Promise<ForwardView>;
}

/** Starts everything; forwards that start by themselves may not be active yet. */
export async function startEngineRig(options: EngineRigOptions): Promise<EngineRig> {
  const folder = await mkdtemp(join(tmpdir(), 'portwatch-rig-'));
  const cluster = await startDemoThread({ entry: join(bundles, 'demo.cjs'), cluster: options.cluster ?? {} });
  const ports = await freePorts(options.forwards.length);
  const config = join(folder, 'portwatch.yaml');
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(config, configText({ ...options, watchdog: options.watchdog ?? shortWatchdog }, ports));
  await writeFile(kubeconfig, cluster.kubeconfig);
  const application = await composeApplication({
    arguments: parseCommandLine(['-c', config, '--kubeconfig', kubeconfig]),
    environment: { HOME: folder },
    entries: { ...entriesIn(bundles), ...(options.laneScript === undefined ? {} : { lane: options.laneScript }) },
    onError: (error) => {
      throw error;
    },
  });
  const events: AppEvent[] = [];
  application.bus.onDidPublish((event) => events.push(event));
  application.run();
  return new Rig(
    application,
    cluster,
    events,
    new Map(options.forwards.map(({ alias }, at) => [alias, ports[at] ?? 0])),
    folder,
    kubeconfig,
    config,
  );
}

class Rig implements EngineRig {
  #disposed: Promise<void> | null = null;

  constructor(
    readonly application: Application,
    readonly cluster: DemoThread,
    readonly events: readonly AppEvent[],
    private readonly ports: ReadonlyMap<string, number>,
    private readonly folder: string,
    readonly kubeconfig: string,
    readonly config: string,
  ) {}

  port(alias: string): number {
    const port = this.ports.get(alias);
    if (port === undefined) throw new Error(`No forward is called ${alias}`);
    return port;
  }

  id(alias: string): string {
    return `127.0.0.1:${String(this.port(alias))}`;
  }

  view(alias: string): ForwardView {
    const found = this.application.snapshot().forwards.find((view) => view.alias === alias);
    if (!found) throw new Error(`No forward is called ${alias}`);
    return found;
  }

  of<T extends EventType>(type: T): readonly EventOf<T>[] {
    return this.events.filter((event): event is EventOf<T> => event.type === type);
  }

  reaches(alias: string, kind: StateKind, timeoutMs = 10_000): Promise<ForwardView> {
    const ask = () => {
      const view = this.view(alias);
      return view.state.kind === kind ? view : undefined;
    };
    const there = () => `It is ${JSON.stringify(this.view(alias).state)}`;
    return eventually(`${alias} to be ${kind}`, ask, { timeoutMs, everyMs: 5 }, there);
  }

  dispose(): Promise<void> {
    this.#disposed ??= this.#end();
    return this.#disposed;
  }

  async #end(): Promise<void> {
    await this.application.dispose();
    await this.cluster.dispose();
    await rm(this.folder, { recursive: true, force: true });
  }
}
