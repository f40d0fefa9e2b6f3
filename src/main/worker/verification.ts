import type { Problem } from '../../shared/problem';
import type { Disposable } from '../base/disposable';
import { verificationProblem } from './attempt-problem';
import type { GoodNews } from './protocol';
import type { ResolvedTarget } from './resolved-target';
import type { Upstream } from './upstream';
import type { WorkerHost } from './worker-host';

/** What happened to the machine or to Portwatch, so that a tunnel may be dead without knowing. */
export interface Doubt {
  readonly news: Exclude<GoodNews, 'pod-ready' | 'access-changed'>;
  readonly target: ResolvedTarget;
}

/** Asks a tunnel for a sign of life, and says what is wrong when none has come in time. */
export function verifyLife(
  upstream: Pick<Upstream, 'ping' | 'silentMs'>,
  { clock, timings }: Pick<WorkerHost, 'clock' | 'timings'>,
  { news, target }: Doubt,
  onDead: (problem: Problem) => void,
): Disposable {
  const askedAt = clock.now();
  upstream.ping();
  return clock.setTimeout(() => {
    // Whatever came since is an answer, also when nothing came after it.
    if (upstream.silentMs() > clock.now() - askedAt) onDead(verificationProblem(news, target));
  }, timings.verifyMs);
}
