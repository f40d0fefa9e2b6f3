import type { Transport } from '../../shared/forward';
import type { Clock } from '../base/clock';
import { DeadlineError, withDeadline } from '../base/deadline';
import type { Endpoint } from './endpoint';
import { Session } from './session';
import type { SessionLimits } from './session-limits';
import { abortedError } from './socket-errors';
import { type Tunnel, TunnelError, type TunnelErrorKind } from './tunnel';
import { upgrade, type UpgradeOptions, type UpgradeTransport } from './upgrade';
import { mostTelling } from './verdict';

export interface OpenTunnelOptions {
  /** Ends the attempt, whatever it waits for. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** In the order to try them; put the one that worked before (`Tunnel.transport`) first. Default: WebSocket, SPDY. */
  readonly transports?: readonly Transport[];
  /** How long a connected server may take to answer, and then to show life, in milliseconds each. Default 4000. */
  readonly answerMs?: number;
  readonly limits?: Partial<SessionLimits>;
  /** How long all transports together may take, in milliseconds; each has a share of it. Only the signal, unless given. */
  readonly budgetMs?: number;
  /** A transport was declined only because the server had no time for it at that moment. */
  readonly onBusy?: () => void;
}

const defaultTransports: readonly UpgradeTransport[] = ['websocket', 'spdy'];
const defaultAnswerMs = 4_000;

/**
 * Opens a tunnel by the first transport that the server takes and then answers a ping on. Rejects with a `TunnelError`
 * whose message names the host and what it said.
 */
export async function openTunnel(endpoint: Endpoint, options: OpenTunnelOptions): Promise<Tunnel> {
  const { signal, clock, answerMs = defaultAnswerMs, limits, budgetMs = Infinity } = options;
  const host = new URL(endpoint.url).host;
  const failures: TunnelErrorKind[] = [];
  const messages: string[] = [];
  const transports = tunnelTransports(options.transports);
  const endsAt = clock.now() + budgetMs;
  for (const [index, transport] of transports.entries()) {
    const shareMs = shareOf(endsAt - clock.now(), transports.length - index);
    const attempt = await within(shareMs, { signal, clock, answerMs }, host, (upgrading) =>
      openBy(endpoint, transport, upgrading, limits),
    );
    if (attempt instanceof Session) return attempt;
    if (attempt.kind === 'stop') throw new TunnelError(attempt.failure, `${host} answered ${attempt.message}`);
    if (attempt.failure === 'busy') options.onBusy?.();
    failures.push(attempt.failure);
    messages.push(`${attempt.message} (${transport})`);
  }
  throw new TunnelError(mostTelling(failures), `${host} opened no tunnel: ${[...new Set(messages)].join('; ')}`);
}

interface Failed {
  readonly kind: 'next' | 'stop';
  readonly failure: TunnelErrorKind;
  readonly message: string;
}

/** A part of the time that is left: more for the better transport, and some for what may be tried after the last. */
function shareOf(leftMs: number, transportsLeft: number): number {
  return Math.max(0, leftMs) * (transportsLeft > 1 ? 0.6 : 0.8);
}

/** An attempt that ends within its share of the time, most of which a connection that does not come may take. */
async function within(
  shareMs: number,
  options: UpgradeOptions,
  host: string,
  attempt: (options: UpgradeOptions) => Promise<Session | Failed>,
): Promise<Session | Failed> {
  if (shareMs === Infinity) return attempt(options);
  const work = (signal: AbortSignal) => attempt({ ...options, signal, dialMs: shareMs * 0.9 });
  try {
    return await withDeadline(options.clock, `Opening a tunnel to ${host}`, shareMs, work, options.signal);
  } catch (error) {
    if (options.signal.aborted) throw abortedError(host, options.signal);
    if (!(error instanceof DeadlineError)) throw error;
    return { kind: 'next', failure: 'silent', message: `no tunnel within ${Math.round(shareMs)} ms` };
  }
}

async function openBy(
  endpoint: Endpoint,
  transport: UpgradeTransport,
  options: UpgradeOptions,
  limits: Partial<SessionLimits> | undefined,
): Promise<Session | Failed> {
  const result = await upgrade(endpoint, transport, options);
  if (result.kind !== 'open') return result;
  const session = new Session({ ...result, transport, clock: options.clock, ...(limits ? { limits } : {}) });
  const sign = await firstSign(session, options, new URL(endpoint.url).host);
  return sign === null ? session : sign;
}

/**
 * A 101 may come from something in between, with nothing behind it. Only a peer that answers a ping is a tunnel.
 * Resolves with null for a sign of life; else the session is disposed.
 */
function firstSign(session: Session, options: UpgradeOptions, host: string): Promise<Failed | null> {
  return new Promise((resolve, reject) => {
    const { signal, clock, answerMs } = options;
    const settle = (act: () => void) => {
      timer.dispose();
      heard.dispose();
      closed.dispose();
      signal.removeEventListener('abort', onAbort);
      act();
    };
    const fail = (failure: TunnelErrorKind, message: string) =>
      settle(() => {
        session.dispose();
        resolve({ kind: 'next', failure, message });
      });
    const onAbort = () =>
      settle(() => {
        session.dispose();
        reject(abortedError(host, signal));
      });
    const timer = clock.setTimeout(() => fail('silent', `accepted, then silent for ${answerMs} ms`), answerMs);
    const heard = session.onDidHear(() => settle(() => resolve(null)));
    const closed = session.onDidClose(({ reason }) => fail('refused', `accepted, then ${reason}`));
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else if (session.closed) fail('refused', `accepted, then ended`);
    else if (session.heard) settle(() => resolve(null));
    else session.ping();
  });
}

/** v4 has one connection per stream and is no tunnel; without any other wish, all are tried. */
function tunnelTransports(wished: readonly Transport[] | undefined): readonly UpgradeTransport[] {
  const known = (wished ?? []).filter((transport): transport is UpgradeTransport => transport !== 'v4');
  return known.length > 0 ? known : defaultTransports;
}
