import type net from 'node:net';
import type { Problem } from '../../shared/problem';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposable';
import type { LocalSide } from './local-side';
import type { ResolvedTarget } from './resolved-target';
import { lossProblem } from './tunnel-problem';
import type { Wellbeing } from './wellbeing';
import type { WitnessedUpstream } from './witnessed-upstream';

export interface ForwardingParts {
  readonly upstream: WitnessedUpstream;
  readonly target: ResolvedTarget;
  readonly local: LocalSide;
  readonly wellbeing: Wellbeing;
  onLost(problem: Problem): void;
  /** One that has waited for a tunnel. */
  onConnection(socket: net.Socket): void;
  /** The worker lets go of the tunnel. Answers whether it still was the one for new connections: else it was left to itself. */
  release(): boolean;
}

/** Listens to a tunnel that is up, and lets in who has waited for it. Disposed, the tunnel ends with its connections. */
export function keepForwarding(parts: ForwardingParts): Disposable {
  const { upstream, target, local, wellbeing } = parts;
  const store = new DisposableStore();
  store.add(
    toDisposable(() => {
      if (!parts.release()) return;
      upstream.dispose();
      local.connections.reset(upstream);
    }),
  );
  store.add(upstream.onDidLose((closed) => parts.onLost(lossProblem(closed, target))));
  store.add(upstream.onDidTestify((testimony) => wellbeing.noteTestimony(testimony, target)));
  const admitHeld = () => {
    for (const socket of local.held.takeAll()) parts.onConnection(socket);
  };
  store.add(upstream.onDidGrow(admitHeld));
  admitHeld();
  return store;
}
