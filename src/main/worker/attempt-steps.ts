import { problemOf } from '../../shared/problem';
import { type Disposable, toDisposable } from '../base/disposable';
import type { Attempts, Opened } from './attempts';
import type { WorkerInput, WorkerState } from './worker-state';

/** Looks for a pod, and tells what came of it. Disposed, nothing is told any more. */
export function resolveStep(
  attempts: Attempts,
  state: Extract<WorkerState, { kind: 'resolving' }>,
  tell: (input: WorkerInput) => void,
): Disposable {
  const abort = new AbortController();
  attempts.resolve(state.cause !== null, abort.signal).then(
    (target) => {
      if (!abort.signal.aborted) tell({ type: 'resolved', target });
    },
    (error: unknown) => {
      if (!abort.signal.aborted) tell({ type: 'trouble', problem: problemOf(error) });
    },
  );
  return toDisposable(() => abort.abort());
}

/** Opens a tunnel, and tells what came of it. Disposed, nothing is told any more, and a tunnel that opens is let go. */
export function connectStep(
  attempts: Attempts,
  state: Extract<WorkerState, { kind: 'connecting' }>,
  tell: (opened: Opened) => void,
): Disposable {
  const abort = new AbortController();
  void attempts.open(state.target, abort.signal).then((opened) => {
    if (!abort.signal.aborted) tell(opened);
    else if (opened.kind === 'open') opened.upstream.dispose();
  });
  return toDisposable(() => abort.abort());
}
