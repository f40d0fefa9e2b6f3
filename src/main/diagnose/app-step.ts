import type { Clock } from '../base/clock';
import type { Tunnel } from '../tunnel/tunnel';
import type { ResolvedTarget } from '../worker/resolved-target';
import { connectionProblem } from '../worker/tunnel-problem';
import { type Finding, failed, type Found, ok, warning } from './finding';

/** An app that refuses has done so by then: container runtimes tell within one round trip. Milliseconds. */
const settleMs = 1_000;
/** Where each connection takes one of its own through the API server. */
const settleChannelsMs = 2_500;

/** What came of one connection into the app. */
export type AppAnswer =
  | { readonly kind: 'quiet' }
  /** The app spoke first: so many bytes. */
  | { readonly kind: 'greeted'; readonly bytes: number }
  | { readonly kind: 'closed' }
  | { readonly kind: 'refused'; readonly error: Error };

/** Opens one connection to the app, sends nothing, and ends it. */
export async function knockAtApp(
  tunnel: Tunnel,
  target: ResolvedTarget,
  clock: Clock,
  signal: AbortSignal,
): Promise<Found<true>> {
  const waitMs = tunnel.transport === 'v4' ? settleChannelsMs : settleMs;
  return { finding: judgeApp(await knock(tunnel, target.podPort, waitMs, clock, signal), target), gained: true };
}

function knock(tunnel: Tunnel, port: number, waitMs: number, clock: Clock, signal: AbortSignal): Promise<AppAnswer> {
  return new Promise((resolve) => {
    let isSettled = false;
    const settle = (answer: AppAnswer) => {
      if (isSettled) return;
      isSettled = true;
      timer.dispose();
      signal.removeEventListener('abort', onAbort);
      stream.destroy();
      resolve(answer);
    };
    const onAbort = () => settle({ kind: 'quiet' });
    const timer = clock.setTimeout(() => settle({ kind: 'quiet' }), waitMs);
    signal.addEventListener('abort', onAbort, { once: true });
    const stream = tunnel.openStream(port, {
      onData: (chunk) => settle({ kind: 'greeted', bytes: chunk.length }),
      onEnd: () => undefined,
      onDrain: () => undefined,
      onClose: (error) => settle(error === null ? { kind: 'closed' } : { kind: 'refused', error }),
    });
  });
}

export function judgeApp(answer: AppAnswer, target: ResolvedTarget): Finding {
  const port = `Port ${String(target.podPort)} of ${target.pod}`;
  switch (answer.kind) {
    case 'quiet':
      return ok(`${port} accepts a connection and waits for the client to speak`);
    case 'greeted':
      return ok(`${port} accepts a connection and speaks first (${String(answer.bytes)} bytes)`);
    case 'closed':
      return warning(`${port} accepts a connection and closes it at once`);
    case 'refused':
      return failed(connectionProblem(answer.error, target));
  }
}
