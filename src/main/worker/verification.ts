import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Upstream } from './upstream';

/**
 * Asks a tunnel for a sign of life, and tells when none has come in `verifyMs` milliseconds. A sign that comes early may
 * have lain in this computer since before the tunnel died, so after half the time it is asked for another one.
 */
export function verifyLife(
  upstream: Pick<Upstream, 'ping' | 'silentMs'>,
  clock: Clock,
  verifyMs: number,
  onDead: () => void,
): Disposable {
  const halfMs = verifyMs / 2;
  // Whatever came since is an answer, also when nothing came after it.
  const ask = () => {
    const askedAt = clock.now();
    upstream.ping();
    return () => upstream.silentMs() <= clock.now() - askedAt;
  };
  let isAnswered = ask();
  let timer = clock.setTimeout(() => {
    if (isAnswered()) isAnswered = ask();
    timer = clock.setTimeout(() => {
      if (!isAnswered()) onDead();
    }, halfMs);
  }, halfMs);
  return { dispose: () => timer.dispose() };
}
