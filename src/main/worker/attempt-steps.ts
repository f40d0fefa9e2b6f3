import { problemOf } from '../../shared/problem';
import { type Disposable, toDisposable } from '../base/disposable';
import type { Attempts, Opened } from './attempts';
import type { LocalSide } from './local-side';
import type { WitnessedUpstream } from './witnessed-upstream';
import type { WorkerInput, WorkerState } from './worker-state';

/** Opens the local port, and tells what came of it. Disposed, a port that opens after all is closed again. */
export function bindStep(local: Pick<LocalSide, 'bind'>, tell: (input: WorkerInput) => void): Disposable {
  let isWanted = true;
  local
    .bind(() => isWanted)
    .then(
      () => tell({ type: 'bound' }),
      (error: unknown) => tell({ type: 'trouble', problem: problemOf(error) }),
    );
  return toDisposable(() => (isWanted = false));
}

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

/**
 * Opens a tunnel, and tells what came of it, with the tunnel if there is one. Disposed, nothing is told any more, and a tunnel
 * that opens is let go.
 */
export function connectStep(
  attempts: Attempts,
  state: Extract<WorkerState, { kind: 'connecting' }>,
  tell: (input: WorkerInput, upstream: WitnessedUpstream | null) => void,
): Disposable {
  const abort = new AbortController();
  void attempts.open(state.target, abort.signal).then((opened) => {
    if (opened.kind === 'open' && abort.signal.aborted) opened.upstream.dispose();
    if (abort.signal.aborted) return;
    if (opened.kind === 'unauthorized') attempts.credentialsRefused();
    tell(inputOf(opened), opened.kind === 'open' ? opened.upstream : null);
  });
  return toDisposable(() => abort.abort());
}

function inputOf(opened: Opened): WorkerInput {
  switch (opened.kind) {
    case 'open':
      return { type: 'connected', transport: opened.upstream.transport };
    case 'unauthorized':
      return { type: 'unauthorized' };
    case 'trouble':
      return { type: 'trouble', problem: opened.problem };
  }
}
