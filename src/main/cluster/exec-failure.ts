import type { Problem } from '../../shared/problem';

/**
 * Why a program gave no credential. `network`: it said that it could not reach something. `quick`: it ended by itself within
 * seconds, so it waited for nobody. `slow`: it took long, and may have waited for somebody in a browser. `never`: trying
 * again cannot help.
 */
export type ExecFailureKind = 'network' | 'quick' | 'slow' | 'never';

/** How long a program runs that asks nobody anything, in milliseconds. */
const quickMs = 10_000;

/** What takes longer has not waited for a network alone, in milliseconds. */
const networkMs = 45_000;

/** What programs in many languages say when the network is away. */
const networkWords = new RegExp(
  [
    'i/o timeout',
    'timed? ?out',
    'no such host',
    'name resolution',
    'could not resolve',
    'getaddrinfo',
    'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH',
    'connection (refused|reset)',
    'network is (unreachable|down)',
    'no route to host',
    'could not connect|failed to connect|unable to connect|cannot connect',
    'failed to establish a new connection',
    'dial tcp',
    'TLS handshake',
    'unexpected EOF',
    'proxyconnect',
    'transport connection broken',
  ].join('|'),
  'i',
);

/** What the end of a program that gave nothing means. `said`: what it printed for people. */
export function kindOfFailure(said: string, tookMs: number): ExecFailureKind {
  if (networkWords.test(said) && tookMs <= networkMs) return 'network';
  return tookMs <= quickMs ? 'quick' : 'slow';
}

interface Pace {
  readonly firstMs: number;
  readonly capMs: number;
}

/** How often a failing program is run without being asked to, at the most. A browser window that nobody asked for is a nuisance. */
const paces: Record<Exclude<ExecFailureKind, 'never'>, Pace> = {
  network: { firstMs: 5_000, capMs: 60_000 },
  quick: { firstMs: 30_000, capMs: 300_000 },
  slow: { firstMs: 300_000, capMs: 3_600_000 },
};

/**
 * How long after its end the program is run again by itself, in milliseconds, doubling with every failure in a row
 * (`failures` counts from 1); null for not at all.
 */
export function retryInMs(kind: ExecFailureKind, failures: number): number | null {
  if (kind === 'never') return null;
  const { firstMs, capMs } = paces[kind];
  return Math.min(capMs, firstMs * 2 ** Math.min(20, failures - 1));
}

/** Its failure as the problem of all who wait. Only an absent network is nothing that anybody has to do something about. */
export function failureCode(kind: ExecFailureKind): Problem['code'] {
  return kind === 'network' ? 'timed-out' : 'login-needed';
}
