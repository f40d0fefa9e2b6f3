import { appAnswersWrongly, type AppAddress, appCutsOff, appRefuses, appSilent } from '../../shared/ailments';
import type { ProbeSettings } from '../../shared/upkeep';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { redact } from '../base/redact';
import { type StreamHandler, TunnelError, type TunnelStream } from '../tunnel/tunnel';
import type { Outcome } from './judge';
import { isPodGone } from './tunnel-problem';
import { isRefused } from './witnessed-upstream';

/** A connection that nobody refused for so long counts as taken, in milliseconds: refusals come within a round trip. */
const settledMs = 1_000;

/** Of an HTTP answer, more than this many bytes are not waited for. */
const enoughBytes = 64 * 1024;

/** The longest beginning of an HTTP answer that says its status, in bytes. */
const statusBytes = 'HTTP/1.1 200'.length;

/** The tunnels that a probe goes through. */
export interface ProbedUpstream {
  openProbe(port: number, handler: StreamHandler): TunnelStream | null;
  ping(): void;
  silentMs(): number;
}

export interface ProbeOptions {
  readonly clock: Clock;
  readonly upstream: ProbedUpstream;
  readonly app: AppAddress;
  readonly settings: ProbeSettings;
  /** Once. Not called when the tunnel gave no sign of life meanwhile, or ended: then nothing is known of the app. */
  onOutcome(outcome: Outcome): void;
}

/** One connection to the app, to see whether it answers. Has no timer: whoever owns it calls `tick`. */
export class Probe implements Disposable {
  readonly #startedAt: number;
  #stream: TunnelStream | null;
  #isDecided = false;
  /** The beginning of an HTTP answer. */
  #head = '';
  #receivedBytes = 0;

  constructor(private readonly options: ProbeOptions) {
    const { upstream, app, settings, clock } = options;
    this.#startedAt = clock.now();
    // Its answer tells an app that is silent from a tunnel that is.
    upstream.ping();
    this.#stream = upstream.openProbe(app.port, {
      onData: (chunk) => this.#onData(chunk),
      onEnd: () => this.#onEnd(),
      onDrain: () => undefined,
      onClose: (error) => this.#onClose(error),
    });
    if (this.#stream && settings.method === 'http') this.#stream.write(Buffer.from(requestText(settings.path, app)));
  }

  /** Nothing of it is left. */
  get isOver(): boolean {
    return this.#stream === null;
  }

  /** Looks at the time. */
  tick(): void {
    if (!this.#stream) return;
    const { clock, settings, app, upstream } = this.options;
    const elapsedMs = clock.now() - this.#startedAt;
    const isLate = elapsedMs >= settings.timeoutMs;
    const isTunnelAlive = upstream.silentMs() < elapsedMs;
    if (!this.#isDecided && isTunnelAlive) {
      const isSettled = elapsedMs >= Math.min(settledMs, settings.timeoutMs);
      if (settings.method === 'tcp-dial' && isSettled) this.#decide(null);
      else if (settings.method !== 'tcp-dial' && isLate) this.#decide(appSilent(app, settings));
    }
    if (isLate) this.dispose();
  }

  dispose(): void {
    this.#isDecided = true;
    const stream = this.#stream;
    this.#stream = null;
    stream?.destroy();
  }

  #onData(chunk: Buffer): void {
    this.#receivedBytes += chunk.length;
    if (this.#isDecided) {
      if (this.#receivedBytes > enoughBytes) this.dispose();
    } else if (this.options.settings.method === 'http') this.#readStatus(chunk);
    else this.#decide(null);
  }

  #readStatus(chunk: Buffer): void {
    const { app, settings } = this.options;
    this.#head += chunk.toString('latin1', 0, statusBytes - this.#head.length);
    const status = Number(/^HTTP\/1\.[01] (\d{3})$/.exec(this.#head)?.[1] ?? Number.NaN);
    const isGood = settings.statuses.some(([first, last]) => first <= status && status <= last);
    if (isGood) this.#decide(null);
    else if (!Number.isNaN(status)) this.#decide(appAnswersWrongly(app, settings, status));
    else if (this.#head.length >= statusBytes) this.#decide(appAnswersWrongly(app, settings, null));
  }

  /** A port that takes connections and closes them properly is what is asked for, unless an answer is. */
  #onEnd(): void {
    const { app, settings } = this.options;
    if (settings.method !== 'http') this.#decide(null);
    else this.#decide(appCutsOff(app, 'they end without an answer.'));
    this.dispose();
  }

  #onClose(error: Error | null): void {
    this.#stream = null;
    if (error === null || error instanceof TunnelError || isPodGone(error)) return;
    const { app } = this.options;
    this.#decide(isRefused(error) ? appRefuses(app) : appCutsOff(app, redact(error.message)));
  }

  /** An HTTP answer may arrive to its end; other connections have served their purpose. */
  #decide(outcome: Outcome): void {
    if (this.#isDecided) return;
    this.#isDecided = true;
    if (this.options.settings.method !== 'http') this.dispose();
    this.options.onOutcome(outcome);
  }
}

function requestText(path: string, { port }: AppAddress): string {
  return [
    `GET ${path} HTTP/1.1`,
    `Host: localhost:${String(port)}`,
    'User-Agent: portwatch-probe',
    'Accept: */*',
    'Connection: close',
    '',
    '',
  ].join('\r\n');
}
