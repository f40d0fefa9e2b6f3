import { redact } from '../base/redact';
import type { ResponseHead } from './http-head';
import type { TunnelErrorKind } from './tunnel';

/** A server's answer to an upgrade request. `text` is the body of an error, empty for a 101. */
export interface UpgradeAnswer {
  readonly head: ResponseHead;
  readonly text: string;
}

/** What must be in a 101 for it to be the protocol that was asked for; names in lower case. */
export type ExpectedHeaders = Readonly<Record<string, string>>;

/** What an answer means for the search for a transport: found, look on, or pointless. */
export type Verdict =
  | { readonly kind: 'open' }
  | { readonly kind: 'next' | 'stop'; readonly failure: TunnelErrorKind; readonly message: string };

/**
 * 401: new credentials are needed, whatever the transport. A pod that is not found stays not found. 403 looks on, because
 * the transports need different verbs; so do 429 and 503, and everything that an intermediary may not understand.
 */
export function verdictOf({ head, text }: UpgradeAnswer, expected: ExpectedHeaders): Verdict {
  const status = statusOf(text);
  const said = `${head.status} ${head.statusText}`.trim();
  const message = status.message === '' ? said : `${said}: ${status.message}`;
  if (head.status === 101) return openedAsExpected(head, expected);
  if (head.status === 401) return { kind: 'stop', failure: 'unauthorized', message };
  if (head.status === 403) return { kind: 'next', failure: 'forbidden', message };
  if (head.status === 404 && status.podIsGone) return { kind: 'stop', failure: 'not-found', message };
  if (head.status === 429 || head.status === 503) return { kind: 'next', failure: 'busy', message };
  return { kind: 'next', failure: 'refused', message };
}

function openedAsExpected(head: ResponseHead, expected: ExpectedHeaders): Verdict {
  for (const [name, value] of Object.entries(expected)) {
    const found = head.headers.get(name);
    // Protocol names are compared as HTTP does; a hash (Sec-WebSocket-Accept) exactly.
    const isSame = name === 'upgrade' ? found?.toLowerCase() === value.toLowerCase() : found === value;
    if (isSame) continue;
    const message = `101 with ${name} ${JSON.stringify(found ?? null)} instead of ${JSON.stringify(value)}`;
    return { kind: 'next', failure: 'refused', message };
  }
  return { kind: 'open' };
}

interface KubernetesStatus {
  readonly message: string;
  readonly podIsGone: boolean;
}

const maxMessageLength = 500;

/** Whatever is beyond this is not even looked at. */
const longestRead = 8_000;

/** What a body says: a Kubernetes `Status`, or else plain text (a kubelet's, a gateway's). */
function statusOf(text: string): KubernetesStatus {
  const plain = text.trim();
  const parsed = parseObject(plain);
  if (parsed?.kind !== 'Status') {
    const isPage = plain.startsWith('<');
    return { message: isPage ? '' : oneLine(plain), podIsGone: plain.includes('pod does not exist') };
  }
  const details = isObject(parsed.details) ? parsed.details : {};
  const isOurs = details.kind === 'pods' || details.kind === 'namespaces';
  return {
    message: typeof parsed.message === 'string' ? oneLine(parsed.message) : '',
    podIsGone: parsed.reason === 'NotFound' && isOurs,
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  if (!text.startsWith('{')) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    // Cut short or not JSON at all: it is shown as text.
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Without secrets: what a gateway says may quote the request that it declines. */
function oneLine(text: string): string {
  return redact(text.slice(0, longestRead)).replace(/\s+/g, ' ').slice(0, maxMessageLength);
}

/**
 * Of the failures of all transports, the one to act on: what may pass by itself first, so that a permission is only
 * called missing when nothing else stood in the way; `refused` only when nobody said anything more telling.
 */
export function mostTelling(failures: readonly TunnelErrorKind[]): TunnelErrorKind {
  const order: readonly TunnelErrorKind[] = ['busy', 'silent', 'forbidden'];
  return order.find((kind) => failures.includes(kind)) ?? 'refused';
}
