import { durationText, tookText } from '../../shared/durations-text';
import type { Problem } from '../../shared/problem';
import type { Clock } from '../base/clock';
import { DeadlineError } from '../base/deadline';
import { apiProblem } from '../cluster/api-errors';
import type { ApiAccess } from '../cluster/endpoint';
import { TunnelError } from '../tunnel/tunnel';
import type { ApiLine } from './api-line';
import { type Finding, failed, type Found, ok, warning } from './finding';
import { reach, type ReachFacts, type ReachPhase, untrustedCertificate } from './reach';
import type { TlsFacts } from './tls-facts';

/** A clock that is off by more makes tokens and certificates look too old or too new, in milliseconds. */
const maxSkewMs = 60_000;

/** A server certificate that ends sooner is worth a word, in milliseconds. */
const certificateSoonMs = 7 * 24 * 60 * 60_000;

export interface ApiServerGain {
  readonly line: ApiLine;
  /** The server does not accept the credentials. */
  readonly isRefused: boolean;
}

/** Whether the API server can be reached, and how it answers. Only its refusal of us is not a failure of this step. */
export class ApiServerStep {
  #phase: ReachPhase = 'looking up its name';

  constructor(
    private readonly access: ApiAccess,
    private readonly clock: Clock,
  ) {}

  readonly run = async (signal: AbortSignal): Promise<Found<ApiServerGain>> => {
    try {
      const { facts, line } = await reach(this.access, this.clock, signal, (phase) => (this.#phase = phase));
      const finding = judgeApiServer(facts, this.access, this.clock.wallTime());
      return { finding, gained: { line, isRefused: facts.status === 401 } };
    } catch (error) {
      if (!(error instanceof TunnelError) || error.kind !== 'tls' || signal.aborted) throw error;
      const certificate = await untrustedCertificate(this.access, signal).catch(() => null);
      const detail = certificate ? certificateText(certificate, this.clock.wallTime()) : '';
      return { finding: failed(this.explain(error), detail), gained: null };
    }
  };

  readonly explain = (error: unknown): Problem => {
    const { context, server } = this.access;
    const problem = apiProblem(error, { context, server, verb: 'get', resource: 'version', namespace: '' });
    if (error instanceof DeadlineError)
      return { ...problem, message: `${problem.message} (while waiting for ${this.#phase})` };
    if (error instanceof TunnelError && error.kind === 'unauthorized') {
      const hint = `Log in to ${context} again.`;
      return { code: 'unauthorized', message: error.message, hint, suspect: 'credentials' };
    }
    return problem;
  };
}

export function judgeApiServer(facts: ReachFacts, access: ApiAccess, now: number): Finding {
  const { proxy, addresses, tls, status, version, roundTripMs, skewMs, connectMs } = facts;
  const host = new URL(access.server).host;
  const reached = proxy === null ? host : `${host} through the proxy ${proxy}`;
  // An address has no other name.
  const isAddress = addresses.some((address) => (proxy ?? host).includes(address));
  const way = isAddress ? reached : `${reached} (${addresses.join(', ')})`;
  const said = version ?? `status ${String(status)}`;
  const parts = [`${way} answers in ${tookText(roundTripMs)}: ${said}`, `connected in ${tookText(connectMs)}`];
  const worries: string[] = [];
  if (new URL(access.server).protocol === 'http:') worries.push('The connection is not encrypted.');
  else if (tls) parts.push(trustText(tls, access, now));
  if (!access.tls.rejectUnauthorized) worries.push('Its certificate is not checked (insecure-skip-tls-verify).');
  if (tls && tls.expiresAt !== null && tls.expiresAt - now < certificateSoonMs)
    worries.push('Its certificate ends soon.');
  if (skewMs !== null && Math.abs(skewMs) > maxSkewMs) worries.push(skewText(skewMs));
  if (status !== 200 && status !== 401 && status !== 403) worries.push('It is not well.');
  const detail = [`${parts.join('; ')}.`, ...worries].join(' ');
  return worries.length === 0 ? ok(detail) : warning(detail);
}

function skewText(skewMs: number): string {
  const way = skewMs > 0 ? 'ahead of' : 'behind';
  return `This computer's clock is ${durationText(Math.abs(skewMs))} ${way} the server's.`;
}

function trustText(tls: TlsFacts, access: ApiAccess, now: number): string {
  if (!tls.isTrusted) return certificateText(tls, now);
  const whose = access.tls.ca === undefined ? 'this computer trusts' : 'the kubeconfig trusts';
  return `${certificateText(tls, now)}, which ${whose}${tls.authority === tls.issuer ? '' : ` through ${tls.authority}`}`;
}

function certificateText({ subject, issuer, expiresAt }: TlsFacts, now: number): string {
  const ends = expiresAt === null ? '' : `, ${endText(expiresAt, now)}`;
  return `certificate of ${subject}${ends}, issued by ${issuer}`;
}

function endText(expiresAt: number, now: number): string {
  const date = new Date(expiresAt).toISOString().slice(0, 10);
  return expiresAt > now ? `valid until ${date}` : `expired on ${date}`;
}
