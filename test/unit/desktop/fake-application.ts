import { EventBus } from '../../../src/main/engine/event-bus';
import type { Application, ForwardsChange } from '../../../src/main/engine/application';
import { Emitter } from '../../../src/main/base/emitter';
import type { Snapshot } from '../../../src/shared/view';
import type { FakeClock } from '../../support/fake-clock';

export function someSnapshot(changes: Partial<Snapshot> = {}): Snapshot {
  return { forwards: [], watching: true, source: { kind: 'file', path: '/etc/p.yaml' }, problems: [], ...changes };
}

const refused = { ok: false, message: 'Not here.', hint: '' } as const;

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
    planImport: () => Promise.resolve(refused),
    planGenerate: () => Promise.resolve(refused),
    applyImport: () => Promise.resolve(refused),
    undoImport: () => Promise.resolve(refused),
    planExport: () => Promise.resolve(refused),
    reloadConfig: () => Promise.resolve(void calls.push('reload')),
    setWatching: (watching) => void calls.push(`watching ${String(watching)}`),
    noteTrouble: (name, trouble) => void calls.push(`trouble ${name} ${trouble?.message ?? 'over'}`),
    machineResumed: () => void calls.push('resumed'),
    dispose: () => Promise.resolve(true),
  };
  return { application, forwards, situation, calls, state };
}
