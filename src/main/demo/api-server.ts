import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ApiBackend, handleApiRequest, sendStatus } from './api-handler';
import type { Clock } from '../base/clock';
import { ApiListener, isAuthorized } from './api-listener';
import { parseTarget } from './api-request';
import { ApiError, noSuchPath, notFound, refusal } from './api-status';
import type { DemoCertificates } from './certificates';
import { type FaultRule, apiDelayMs, apiRefusal, upgradeEffect } from './faults';
import type { Pod } from './model-objects';
import { appOf } from './model-pods';
import type { TunnelTransport } from './pod-tunnel';
import type { RequestLog } from './request-log';
import { type Negotiated, negotiate, type Protocol, refuseUpgrade } from './upgrade';

export interface ApiServerOptions {
  readonly backend: ApiBackend;
  readonly certificates: DemoCertificates;
  readonly clock: Clock;
  readonly token: () => string;
  readonly transports: readonly TunnelTransport[];
  readonly log: RequestLog;
  readonly rules: () => readonly FaultRule[];
  /** Takes over the connection of a granted upgrade, the answer's head sent. */
  readonly onTunnel: (pod: Pod, protocol: Protocol, socket: Duplex, head: Buffer) => void;
}

/** Lets in who is known, answers requests, and turns upgrades into tunnels. */
export class ApiServer {
  readonly listener: ApiListener;
  /** Upgrades that are met with silence, to be looked at again when a fault is healed. */
  readonly #unanswered = new Set<() => void>();

  constructor(private readonly options: ApiServerOptions) {
    this.listener = new ApiListener({
      certificates: options.certificates,
      onRequest: (request, response) => void this.#onRequest(request, response),
      onUpgrade: (request, socket, head) => this.#onUpgrade(request, socket, head),
    });
  }

  /** Faults were added or healed. */
  rulesChanged(): void {
    const waiting = [...this.#unanswered];
    this.#unanswered.clear();
    for (const lookAgain of waiting) lookAgain();
  }

  async #onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('close', () => this.#logged(request, response.headersSent ? response.statusCode : null));
    await this.#delayed(response);
    if (response.destroyed) return;
    const status = apiRefusal(this.options.rules());
    if (!isAuthorized(request, this.options.token())) sendStatus(response, refusal(401));
    else if (status !== null) sendStatus(response, refusal(status));
    else await handleApiRequest(this.options.backend, request, response);
  }

  /** Resolves when it is time to answer, or when nobody waits for the answer any more. */
  #delayed(response: ServerResponse): Promise<void> {
    const ms = apiDelayMs(this.options.rules());
    if (ms === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.options.clock.setTimeout(resolve, ms);
      response.on('close', () => {
        timer.dispose();
        resolve();
      });
    });
  }

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Until somebody takes the connection over, its errors only mean that the client went.
    const ignore = () => undefined;
    socket.on('error', ignore);
    try {
      if (!isAuthorized(request, this.options.token())) throw refusal(401);
      const pod = this.#podOf(request);
      const effect = upgradeEffect(this.options.rules(), { name: pod.metadata.name, app: appOf(pod) ?? '' });
      if (effect === 'silence') {
        this.#stayedSilent(request, socket, head);
        return;
      }
      if (effect !== 'answer') throw refusal(effect);
      this.#grant(request, pod, negotiate(request, this.options.transports), socket, head);
    } catch (error) {
      const answer = error instanceof ApiError ? error : new ApiError(500, 'InternalError', String(error));
      this.#logged(request, answer.code);
      refuseUpgrade(socket, answer);
    }
  }

  #podOf(request: IncomingMessage): Pod {
    const target = parseTarget(new URL(request.url ?? '/', 'https://demo').pathname);
    if (target.kind !== 'port-forward') throw noSuchPath();
    const pod = this.options.backend.store.get('pods', target.namespace, target.pod);
    if (!pod) throw notFound('pods', target.pod);
    return pod;
  }

  #grant(request: IncomingMessage, pod: Pod, { head, protocol }: Negotiated, socket: Duplex, early: Buffer): void {
    socket.write(head);
    this.#logged(request, 101);
    this.options.onTunnel(pod, protocol, socket, early);
  }

  #stayedSilent(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#logged(request, null);
    const lookAgain = () => {
      if (!socket.destroyed) this.#onUpgrade(request, socket, head);
    };
    this.#unanswered.add(lookAgain);
    socket.on('close', () => this.#unanswered.delete(lookAgain));
  }

  #logged(request: IncomingMessage, status: number | null): void {
    this.options.log.add({ method: request.method ?? '', path: request.url ?? '', status });
  }
}
