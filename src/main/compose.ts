import { cpus } from 'node:os';
import { type ClusterId, clusterIdOf } from '../shared/cluster-ref';
import { type ForwardId, isRunning } from '../shared/forward';
import type { Snapshot } from '../shared/view';
import { systemClock } from './base/clock';
import { DisposableStore } from './base/disposable';
import { Emitter } from './base/emitter';
import { collectGarbage } from './base/garbage';
import { createClusters, type UserClusters } from './cluster/clusters';
import { Discovery } from './cluster/discovery';
import { knownContexts } from './cluster/known-contexts';
import { LoginShell } from './cluster/login-shell';
import type { CommandLine } from './command-line';
import { ConfigReload } from './config-reload';
import { openSource } from './config-source';
import { defaultSettings } from './config/config-result';
import { noSurroundings } from './config/exchange/surroundings';
import { jobsInThreads, loadAtStart, loadBy } from './config/run-job';
import { startDemo } from './demo-source';
import { Diagnoser, type Subject } from './diagnose/diagnoser';
import type { Application, Trouble } from './engine/application';
import { Engine } from './engine/engine';
import { EventBus } from './engine/event-bus';
import { shockOf } from './engine/shock';
import { ThreadLane } from './engine/lane';
import { defaultLaneCount } from './engine/lane-set';
import { Resolver } from './engine/resolver';
import { Timeline } from './engine/timeline';
import { followMachine } from './engine/machine-news';
import { machineSenses } from './engine/machine-senses';
import { MachineWatch } from './engine/machine-watch';
import { Troubles } from './engine/troubles';
import { Watchdog } from './engine/watchdog';
import { ConfigEditor } from './editor';
import { appFolder, type Entries } from './entries';
import { Exchange } from './exchange';
import { ApplicationSetup } from './setup';
import { defaultTimings } from './worker/timings';

/** By when the start is over and has left its garbage, in milliseconds. */
const startedAfterMs = 5_000;

export interface ComposeOptions {
  readonly arguments: CommandLine;
  readonly environment: NodeJS.ProcessEnv;
  readonly entries: Entries;
  /** Whether to ask the login shell for what a desktop leaves out of `environment`. Default: no. */
  readonly asksLoginShell?: boolean;
  /** Hears what goes wrong inside the application itself. */
  readonly onError: (error: unknown) => void;
}

/** Wires the whole application together, and starts nothing: `run` does, when its surfaces listen. */
export async function composeApplication(options: ComposeOptions): Promise<Application> {
  const { environment, entries, onError } = options;
  const shell = options.asksLoginShell === true ? new LoginShell({ clock: systemClock, own: environment }) : null;
  const runJob = jobsInThreads(entries.configJobs);
  const load = (path: string) => loadAtStart(runJob, path);
  const source = await openSource({ ...options, demoEntry: entries.demo, shell, load });
  const settings = source.config?.kind === 'loaded' ? source.config.settings : defaultSettings;

  const clock = systemClock;
  const store = new DisposableStore();
  if (shell) store.add(shell);
  const bus = store.add(new EventBus(clock, onError));
  const timeline = store.add(new Timeline(bus));
  const given = { kubeconfig: source.kubeconfig };
  const explicit = options.arguments.kubeconfig === null ? {} : { kubeconfigPath: options.arguments.kubeconfig };
  const ways = {
    clock,
    environment,
    ...(shell === null ? {} : { completeEnvironment: shell.environment }),
    ...explicit,
  };
  /** For what is asked now and then, beside the forwards. */
  const surroundings = { environment: shell?.environment ?? (() => Promise.resolve(environment)), ...explicit };
  const clusters = createClusters({ ...ways, bus, kubeconfigText: () => given.kubeconfig });
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
  const defaultLanes = defaultLaneCount(cpus().length);
  const engine = new Engine({
    clock,
    bus,
    watchdog,
    resolver,
    startLane: (number) => new ThreadLane(number, entries.lane, { timings: defaultTimings }, clock),
    laneLimit: settings.lanes ?? defaultLanes,
  });
  rescuer.current = engine;
  store.add(
    watchdog.onDidExcuse((excuse) => {
      if (shockOf(excuse) === 'resumed') clusters.allowRetry(null);
    }),
  );

  const diagnoser = store.add(
    new Diagnoser({
      ...surroundings,
      clock,
      folder: appFolder(entries),
      find: (id) => subjectOf(engine, id),
      kubeconfigText: () => given.kubeconfig,
    }),
  );

  const onDidChangeSituation = store.add(new Emitter<Snapshot>(onError));
  const troubles = new Troubles();
  const snapshot = (): Snapshot => ({
    forwards: engine.views(),
    watching: !watchdog.isPaused,
    source: reload.description,
    problems: [...reload.problems(), ...troubles.problems()],
  });
  const reload = new ConfigReload({
    clock,
    bus,
    engine,
    watchdog,
    timeline,
    source,
    settings,
    defaultLanes,
    load: (path) => loadBy(runJob, path),
    onTakeOver: () => {
      given.kubeconfig = null;
      return clusters.rereadKubeconfig();
    },
    onDemo: (kubeconfig) => {
      given.kubeconfig = kubeconfig;
      return clusters.rereadKubeconfig();
    },
    onDidChange() {
      clusters.keepKubeconfigs(new Set(engine.views().flatMap(({ kubeconfig }) => kubeconfig ?? [])));
      onDidChangeSituation.fire(snapshot());
    },
  });
  const setup = new ApplicationSetup({
    ...surroundings,
    config: reload,
    runJob,
    defaultLanes,
    startDemo: () => startDemo(entries.demo),
  });

  const exchange = new Exchange({ ...surroundings, clock, runJob, config: reload });

  const editor = new ConfigEditor({
    config: reload,
    runJob,
    snapshot,
    surroundings: async () =>
      knownContexts(await surroundings.environment(), explicit.kubeconfigPath).catch(() => noSurroundings),
  });
  const own = { current: null as UserClusters | null };
  // Nothing is added to a demo: what there is to forward to are the user's own clusters.
  const usersOwn = () => (own.current ??= store.add(createClusters(ways)));
  const discovery = store.add(
    new Discovery(
      clock,
      () => (given.kubeconfig === null ? clusters : usersOwn()),
      () => reload.clusters(),
    ),
  );

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
      reload.begin();
      store.add(clusters.followAccess((changes) => engine.accessChanged(changes)));
      void shell?.reported.then((report) => bus.publish('shell.environment', report));
      store.add(clock.setTimeout(() => void collectGarbage(), startedAfterMs));
    },
    timeline: (id) => timeline.of(id),
    start(ids) {
      clusters.allowRetry(clustersOf(engine, ids));
      return engine.start(ids);
    },
    stop: (ids) => engine.stop(ids),
    restart(ids) {
      clusters.allowRetry(clustersOf(engine, ids));
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
    reloadConfig: () => reload.reload(),
    editor,
    discovery,
    editConfig: (edit) => reload.change((path) => runJob('edit', { path, edit })),
    planImport: (request) => exchange.planImport(request),
    planGenerate: (...asked) => exchange.planGenerate(...asked),
    applyImport: (forwards) => exchange.applyImport(forwards),
    undoImport: () => exchange.undoImport(),
    setup,
    planExport: (format) => exchange.planExport(format),
    async dispose() {
      reload.dispose();
      diagnoser.dispose();
      watchdog.stop();
      const clean = await engine.dispose();
      await reload.endSource();
      store.dispose();
      return clean;
    },
  };
}

/** What somebody asks for by hand is worth running programs again that failed just now. */
function clustersOf(engine: Engine, ids: readonly ForwardId[]): readonly ClusterId[] {
  return engine.views().flatMap((view) => (ids.includes(view.id) ? [clusterIdOf(view)] : []));
}

function subjectOf(engine: Engine, id: ForwardId): Subject | null {
  const broken = engine.findBroken(id);
  if (broken) return { kind: 'broken', broken };
  const found = engine.find(id);
  if (!found) return null;
  return { kind: 'spec', spec: found.spec, holder: isRunning(found.state) ? 'this-process' : 'nobody' };
}
