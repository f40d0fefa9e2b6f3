import { clusterText } from '../../shared/cluster-ref';
import { type ForwardSpec, targetText } from '../../shared/forward';
import type { Problem } from '../../shared/problem';
import type { ForwardBook } from './forward-book';
import type { ForwardRunner } from './forward-runner';
import type { ForwardsDiff, SpecChange } from './forwards-diff';
import { newRecord } from './record';

interface Parts {
  readonly book: ForwardBook;
  readonly runner: ForwardRunner;
}

/**
 * Makes the forwards what they are configured to be from now on, and touches no others. What the user wants goes with a
 * forward, also to another port: one that they have stopped stays stopped.
 */
export function reconfigure(diff: ForwardsDiff, parts: Parts): void {
  const { book, runner } = parts;
  const moved = diff.changed.filter(({ before, after }) => before.id !== after.id);
  const arrivals = [
    ...moved.map((change) => ({ spec: change.after, isWanted: isWantedAfter(change, parts) })),
    ...diff.added.map((spec) => ({ spec, isWanted: spec.autostart })),
  ];
  const taken = new Set(arrivals.map(({ spec }) => spec.id));
  for (const { id } of [...diff.removed, ...moved.map(({ before }) => before)]) {
    if (taken.has(id)) continue;
    runner.remove(id);
    book.remove(id);
  }
  for (const { spec, isWanted } of arrivals) arrive(spec, isWanted, parts);
  for (const change of diff.changed) if (change.before.id === change.after.id) alter(change, parts);
  if (diff.isReordered || diff.added.length + moved.length > 0) book.order(diff.order);
}

/** A change of `autostart` is a wish by itself. What has failed is wanted: nobody has stopped it. */
function isWantedAfter({ before, after, keys }: SpecChange, { book, runner }: Parts): boolean {
  if (keys.includes('autostart')) return after.autostart;
  return runner.isWanted(before.id) || book.get(before.id)?.state.kind === 'failed';
}

/** The forward is new at this local address, where another one may have been until now. */
function arrive(spec: ForwardSpec, isWanted: boolean, { book, runner }: Parts): void {
  const { id } = spec;
  const known = book.get(id);
  book.set(known ? { ...known, spec, restarts: 0 } : newRecord(spec));
  runner.forgive(id);
  if (!isWanted) {
    if (runner.isWanted(id)) runner.stop(id);
  } else if (runner.isWanted(id)) runner.change(id, leadsElsewhere(spec));
  else runner.start(id);
}

/** The forward stays at its local address. */
function alter(change: SpecChange, parts: Parts): void {
  const { book, runner } = parts;
  const { after, keys, effect } = change;
  const { id } = after;
  const isWanted = isWantedAfter(change, parts);
  book.update(id, { spec: after });
  if (keys.includes('onHang')) runner.noteOnHang(id);
  if (effect === 'reconnect') runner.forgive(id);
  if (!runner.isWanted(id)) {
    if (isWanted && (effect === 'reconnect' || keys.includes('autostart'))) runner.start(id);
  } else if (!isWanted) runner.stop(id);
  else if (effect === 'reconnect') runner.change(id, leadsElsewhere(after));
  else if (effect === 'care') runner.change(id, null);
}

/** Why a forward leaves a tunnel that works. */
function leadsElsewhere(spec: ForwardSpec): Problem {
  const { target, namespace, port } = spec;
  return {
    code: 'target-changed',
    message: `The config file leads it to port ${port} of ${targetText(target)} in ${clusterText(spec)}, namespace ${namespace}, now.`,
    hint: '',
    suspect: 'local',
  };
}
