import { EventBus } from '../../../src/main/engine/event-bus';
import type { Application, ForwardsChange } from '../../../src/main/engine/application';
import { Emitter } from '../../../src/main/base/emitter';
import type { Snapshot } from '../../../src/shared/view';
import { defaultWatchdogSettings } from '../../../src/shared/watchdog-settings';
import type { FakeClock } from '../../support/fake-clock';

export function someSnapshot(changes: Partial<Snapshot> = {}): Snapshot {
  return { forwards: [], watching: true, source: { kind: 'file', path: '/etc/p.yaml' }, problems: [], ...changes };
}

const refused = { ok: false, message: 'Not here.', hint: '' } as const;

const someTimes = { watchdog: defaultWatchdogSettings, lanes: 2 };

/** An application that is whatever its test says, and remembers what it was told to do. */
export function fakeApplication(clock: FakeClock) {
  const forwards = new Emitter<ForwardsChange>();
  const situation = new Emitter<Snapshot>();
  const calls: string[] = [];
  const results = (ids: readonly string[]) => ids.map((id) => ({ id, ok: true, message: '' }));
  const state = { current: someSnapshot() };
  const application: Application = {
    bus: new EventBus(clock),
    onDidChangeForwards: forwards.event,
    onDidChangeSituation: situation.event,
    snapshot: () => state.current,
    run: () => undefined,
    timeline: () => [],
    start: (ids) => (calls.push(`start ${ids.join()}`), results(ids)),
    stop: (ids) => (calls.push(`stop ${ids.join()}`), results(ids)),
    restart: (ids) => (calls.push(`restart ${ids.join()}`), results(ids)),
    diagnose: (id) => (calls.push(`diagnose ${id}`), Promise.resolve(null)),
    editConfig: (edit) => (calls.push(`edit ${edit.kind}`), Promise.resolve({ ok: true })),
    editor: {
      readEntry: () => Promise.resolve(refused),
      preview: () => Promise.resolve(refused),
      save: () => Promise.resolve(refused),
      remove: (id) => (calls.push(`remove ${id}`), Promise.resolve({ ok: true })),
      setAutostart: (id, on) => (calls.push(`autostart ${id} ${String(on)}`), Promise.resolve({ ok: true })),
      checkLocalPort: () => Promise.resolve({ kind: 'free' }),
      suggestLocalPort: () => Promise.resolve(null),
      readCommand: () => Promise.resolve({ kind: 'none', what: '', why: '' }),
    },
    discovery: {
      contexts: () => Promise.resolve({ kind: 'cancelled' }),
      namespaces: () => Promise.resolve({ kind: 'cancelled' }),
      targets: () => Promise.resolve({ kind: 'cancelled' }),
    },
    planImport: () => Promise.resolve(refused),
    planGenerate: () => Promise.resolve(refused),
    applyImport: () => Promise.resolve(refused),
    undoImport: () => Promise.resolve(refused),
    planExport: () => Promise.resolve(refused),
    setup: {
      settings: () => ({ path: '/etc/p.yaml', given: { watchdog: {} }, inUse: someTimes, whenAbsent: someTimes }),
      editSettings: (edit) => (calls.push(`settings ${JSON.stringify(edit)}`), Promise.resolve({ ok: true })),
      checkConfig: () => Promise.resolve(null),
      lookAround: () => Promise.resolve({ kubeconfig: { kind: 'missing', paths: [] } }),
      tryDemo: () => (calls.push('try-demo'), Promise.resolve({ ok: true })),
      leaveDemo: () => (calls.push('leave-demo'), Promise.resolve({ ok: true })),
    },
    reloadConfig: () => Promise.resolve(void calls.push('reload')),
    setWatching: (watching) => void calls.push(`watching ${String(watching)}`),
    noteTrouble: (name, trouble) => void calls.push(`trouble ${name} ${trouble?.message ?? 'over'}`),
    machineResumed: () => void calls.push('resumed'),
    dispose: () => Promise.resolve(true),
  };
  return { application, forwards, situation, calls, state };
}
