import { clusterIdOf } from '../../shared/cluster-ref';
import type { ForwardId, ForwardState } from '../../shared/forward';
import type { Problem, ProblemCode } from '../../shared/problem';
import type { LaneCommand } from '../worker/protocol';
import type { AccessChange } from './clusters';
import type { ForwardRecord } from './record';

/** What a forward is told when the way into its cluster has changed. */
export type AccessStep =
  /** Make no more of what failed, or waits, and try now. */
  | { readonly type: 'try' }
  /** Open connections may finish; new ones go over a new tunnel. */
  | { readonly type: 'leave'; readonly podUid: string }
  /** Whatever it is doing leads to the wrong place. */
  | { readonly type: 'reconnect' };

/** What another kubeconfig, or another user, may mend. */
const mendable: readonly ProblemCode[] = [
  'login-needed',
  'unauthorized',
  'forbidden',
  'context-not-found',
  'kubeconfig-unreadable',
];

/** `podUid`: the pod that an active forward leads to, where it is known. Null: nothing. */
export function stepAfter(what: AccessChange['what'], state: ForwardState, podUid: string | null): AccessStep | null {
  switch (state.kind) {
    case 'failed':
      return mendable.includes(state.problem.code) ? { type: 'try' } : null;
    case 'starting':
      return what === 'hope' || state.phase === 'binding' ? null : { type: 'reconnect' };
    case 'reconnecting':
      if (what !== 'hope') return { type: 'reconnect' };
      return state.cause.suspect === 'credentials' ? { type: 'try' } : null;
    case 'listening':
      return what === 'hope' ? { type: 'try' } : { type: 'reconnect' };
    case 'active':
      if (what === 'hope') return null;
      return what === 'user' && podUid !== null ? { type: 'leave', podUid } : { type: 'reconnect' };
    case 'stopped':
    case 'hung':
      return null;
  }
}

/** Why a forward leaves a tunnel that may work. */
export function accessChanged({ context, what }: AccessChange): Problem {
  const changed = what === 'way' ? `Context ${context} leads elsewhere` : `The user of context ${context} is another`;
  return {
    code: 'tunnel-lost',
    message: `${changed} since the kubeconfig has changed.`,
    hint: '',
    suspect: 'credentials',
  };
}

/** What the workers of these forwards are told. */
export function accessCommands(
  changes: readonly AccessChange[],
  records: readonly ForwardRecord[],
  podUidOf: (id: ForwardId) => string | null,
): readonly { readonly id: ForwardId; readonly command: LaneCommand }[] {
  const byCluster = new Map(changes.map((change) => [clusterIdOf(change), change]));
  return records.flatMap(({ spec, state }): { id: ForwardId; command: LaneCommand }[] => {
    const { id } = spec;
    const change = byCluster.get(clusterIdOf(spec));
    const step = change ? stepAfter(change.what, state, podUidOf(id)) : null;
    if (!change || !step) return [];
    if (step.type === 'try') return [{ id, command: { type: 'good-news', news: 'access-changed', ids: [id] } }];
    return [{ id, command: { ...step, id, cause: accessChanged(change) } }];
  });
}
