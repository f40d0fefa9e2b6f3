import { homedir, cpus } from 'node:os';
import { dirname } from 'node:path';
import { type ForwardId, isRunning } from '../shared/forward';
import type { ConfigSource, Snapshot } from '../shared/view';
import { systemClock } from './base/clock';
import { DisposableStore } from './base/disposable';
import { Emitter } from './base/emitter';
import { createClusters } from './cluster/clusters';
import { hasKubeconfig } from './cluster/kubeconfig';
import { LoginShell } from './cluster/login-shell';
import type { CommandLine } from './command-line';
import { defaultSettings, type ConfigResult } from './config/config-result';
import { loadConfig } from './config/load-config';
import { findConfig, type ConfigWhereabouts } from './config/locate';
import { startDemo } from './demo-source';
import { Diagnoser, type Subject } from './diagnose/diagnoser';
import type { Application, Trouble } from './engine/application';
import { Engine } from './engine/engine';
import { EventBus } from './engine/event-bus';
import { goodNewsOf } from './engine/good-news';
import { ThreadLane } from './engine/lane';
import { defaultLaneCount } from './engine/lane-set';
import { Resolver } from './engine/resolver';
import { Timeline } from './engine/timeline';
import { followMachine } from './engine/machine-news';
import { machineSenses } from './engine/machine-senses';
import { MachineWatch } from './engine/machine-watch';
import { Troubles } from './engine/troubles';
import { Watchdog } from './engine/watchdog';
import { defaultTimings } from './worker/timings';

/** The bundled scripts that run in threads of their own. */
export interface Entries {
  readonly lane: string;
  readonly demo: string;
}

export interface ComposeOptions {
  readonly arguments: CommandLine;
  readonly environment: NodeJS.ProcessEnv;
  readonly entries: Entries;
  /** Whether to ask the login shell for what a desktop leaves out of `environment`. Default: no. */
  readonly asksLoginShell?: boolean;
  /** Hears what goes wrong inside the application itself. */
  readonly onError: (error: unknown) => void;
}

/** Where the forwards come from, and how their clusters are reached. */
interface Source {
  readonly config: ConfigResult | null;
  readonly description: ConfigSource;
  /** A kubeconfig's text, instead of the user's files. */
  readonly kubeconfig: string | null;
  dispose(): Promise<void>;
}

/** Wires the whole application together, and starts nothing: `run` does, when its surfaces listen. */
export async function composeApplication(options: ComposeOptions): Promise<Application> {
  const { environment, entries, onError } = options;
  const shell = options.asksLoginShell === true ? new LoginShell({ clock: systemClock, own: environment }) : null;
  const source = await openSource(options, shell);
  const settings = source.config?.kind === 'loaded' ? source.config.settings : defaultSettings;

  const clock = systemClock;
  const store = new DisposableStore();
  if (shell) store.add(shell);
  const bus = store.add(new EventBus(clock, onError));
  const timeline = store.add(new Timeline(bus));
  const clusters = createClusters({
    clock,
    environment,
    ...(shell === null ? {} : { completeEnvironment: shell.environment }),
    bus,
    ...(source.kubeconfig === null ? {} : { kubeconfigText: source.kubeconfig }),
    ...(options.arguments.kubeconfig === null ? {} : { kubeconfigPath: options.arguments.kubeconfig }),
  });
  const rescuer = { current: null as Engine | null };
  const watchdog = store.add(
    new Watchdog({
      clock,
      settings: settings.watchdog,
      bus,
      onError,
      rescuer: {
        reconnect: (id) => rescuer.current?.reconnect(id),
        restart: (id) => rescuer.current?.restart(id),
        replaceHost: (hostId) => rescuer.current?.replaceHost(hostId),
        giveUp: (id, hardRestarts) => rescuer.current?.giveUp(id, hardRestarts),
      },
    }),
  );
  const resolver = new Resolver(clusters, bus);
  const engine = new Engine({
    clock,
    bus,
    watchdog,
    resolver,
    startLane: (number) => new ThreadLane(number, entries.lane, { timings: defaultTimings }, clock),
    laneLimit: settings.lanes ?? defaultLaneCount(cpus().length),
  });
  rescuer.current = engine;
  store.add(
    watchdog.onDidExcuse((excuse) => {
      if (goodNewsOf(excuse) === 'resumed') clusters.allowRetry(null);
    }),
  );

  const diagnoser = store.add(
    new Diagnoser({
      clock,
      environment: shell?.environment ?? (() => Promise.resolve(environment)),
      folder: appFolder(entries),
      find: (id) => subjectOf(engine, id),
      ...(source.kubeconfig === null ? {} : { kubeconfigText: source.kubeconfig }),
      ...(options.arguments.kubeconfig === null ? {} : { kubeconfigPath: options.arguments.kubeconfig }),
    }),
  );

  const onDidChangeSituation = store.add(new Emitter<Snapshot>(onError));
  const troubles = new Troubles();
  const snapshot = (): Snapshot => ({
    forwards: engine.views(),
    watching: !watchdog.isPaused,
    source: source.description,
    problems: [...(source.config?.problems ?? []), ...troubles.problems()],
  });

  const noteTrouble = (name: string, trouble: Trouble | null) => {
    if (troubles.note(name, trouble)) onDidChangeSituation.fire(snapshot());
  };
  const machine = store.add(new MachineWatch(clock, machineSenses));
  store.add(followMachine({ clock, bus, machine, watchdog, resolver, clusters, engine, noteTrouble }));

  return {
    bus,
    onDidChangeForwards: engine.onDidChange,
    onDidChangeSituation: onDidChangeSituation.event,
    snapshot,
    run() {
      watchdog.start();
      machine.start();
      announceConfig(bus, source);
      if (source.config?.kind === 'loaded') engine.setForwards(source.config.specs, source.config.broken);
      store.add(clusters.followAccess((changes) => engine.accessChanged(changes)));
      void shell?.reported.then((report) => bus.publish('shell.environment', report));
    },
    timeline: (id) => timeline.of(id),
    start(ids) {
      clusters.allowRetry(contextsOf(engine, ids));
      return engine.start(ids);
    },
    stop: (ids) => engine.stop(ids),
    restart(ids) {
      clusters.allowRetry(contextsOf(engine, ids));
      return engine.restartByUser(ids);
    },
    diagnose: (...asked) => diagnoser.diagnose(...asked),
    setWatching(watching) {
      if (watching) watchdog.resume();
      else watchdog.pause();
      onDidChangeSituation.fire(snapshot());
    },
    noteTrouble,
    machineResumed: () => watchdog.excuseSilence(),
    async dispose() {
      diagnoser.dispose();
      watchdog.stop();
      const clean = await engine.dispose();
      await source.dispose();
      store.dispose();
      return clean;
    },
  };
}

/** What somebody asks for by hand is worth running programs again that failed just now. */
function contextsOf(engine: Engine, ids: readonly ForwardId[]): readonly string[] {
  return engine.views().flatMap(({ id, context }) => (ids.includes(id) ? [context] : []));
}

function subjectOf(engine: Engine, id: ForwardId): Subject | null {
  const broken = engine.findBroken(id);
  if (broken) return { kind: 'broken', broken };
  const found = engine.find(id);
  if (!found) return null;
  return { kind: 'spec', spec: found.spec, holder: isRunning(found.state) ? 'this-process' : 'nobody' };
}

/** The folder that `dist/main` is in. */
export function appFolder({ lane }: Entries): string {
  return dirname(dirname(dirname(lane)));
}

function announceConfig(bus: EventBus, { config }: Source): void {
  if (!config) return;
  const { path, problems } = config;
  if (config.kind === 'loaded') bus.publish('config.reloaded', { path, forwards: config.specs.length });
  if (config.kind === 'loaded' && config.notes.length > 0) bus.publish('config.noted', { path, notes: config.notes });
  if (problems.length > 0) bus.publish('config.rejected', { path, problems });
}

/** The file asked for or found; else the demo cluster for somebody who has nothing to forward to yet. */
async function openSource(
  { arguments: commandLine, environment, entries }: ComposeOptions,
  shell: LoginShell | null,
): Promise<Source> {
  const found = await findConfig(whereabouts(commandLine, environment));
  if (commandLine.demo) return demoSource(entries.demo, 'asked', found.path);
  if (found.exists || commandLine.config !== null) {
    const config = await loadConfig(found.path);
    return { config, description: { kind: 'file', path: found.path }, kubeconfig: null, dispose: nothing };
  }
  const isAnywhere = async () =>
    (await hasKubeconfig(environment)) || (shell !== null && (await hasKubeconfig(await shell.environment())));
  if (commandLine.kubeconfig === null && !(await isAnywhere())) {
    return demoSource(entries.demo, 'nothing-configured', found.path);
  }
  return { config: null, description: { kind: 'none', path: found.path }, kubeconfig: null, dispose: nothing };
}

async function demoSource(entry: string, reason: 'asked' | 'nothing-configured', path: string): Promise<Source> {
  const demo = await startDemo(entry);
  const description: ConfigSource = { kind: 'demo', reason, path };
  return { config: demo.config, description, kubeconfig: demo.kubeconfig, dispose: () => demo.dispose() };
}

/** Everything that decides where the config file may be. */
export function whereabouts(commandLine: CommandLine, environment: NodeJS.ProcessEnv): ConfigWhereabouts {
  return {
    explicit: commandLine.config,
    environment,
    platform: process.platform,
    home: homedir(),
    cwd: process.cwd(),
  };
}

async function nothing(): Promise<void> {}
