import * as http from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { z } from 'zod';
import type { Clock } from '../base/clock';
import { withDeadline } from '../base/deadline';
import type { Disposable } from '../base/disposable';
import { dial } from '../tunnel/dial';
import { ApiAnswerError, ApiStatusError } from './api-errors';
import { type ApiAccess, endpointAt } from './endpoint';
import { Gate } from './gate';
import { wholeBody } from './whole-body';

/** Requests beyond this wait for a free connection, so that many forwards that start together do not flood a server. */
const maxConnections = 8;

/** Idle connections are closed soon: one that slept with the machine would only delay the next request. */
const idleMs = 3_000;

/** How long making a connection may take, in milliseconds. */
export const dialDeadlineMs = 10_000;

const statusSchema = z.object({ kind: z.literal('Status'), message: z.string() });

/** Connections to one API server over one way, made as the tunnels' are. Tokens may change; the way may not. */
export class ApiClient implements Disposable {
  readonly #stop = new AbortController();
  /** The agent's own limit does not count connections that are still being made. */
  readonly #gate = new Gate(maxConnections);
  readonly #agent: http.Agent;

  constructor(
    private readonly access: ApiAccess,
    clock: Clock,
  ) {
    this.#agent = new DialingAgent((signal) => dial(endpointAt(access, '/'), signal), clock, this.#stop.signal);
  }

  /** Whether `access` goes the same way, so that the connections can be shared. */
  serves(access: ApiAccess): boolean {
    return wayOf(access) === wayOf(this.access);
  }

  /**
   * The parsed JSON at `path`. Fails with `ApiStatusError`, `ApiAnswerError`, a network error or the signal's reason.
   * The caller sets the deadline.
   */
  async get(path: string, headers: ApiAccess['headers'], signal: AbortSignal): Promise<unknown> {
    const url = new URL(endpointAt(this.access, path).url);
    const { status, body } = await this.#request(url, headers, signal).catch((error: unknown) => {
      if (!(error instanceof StaleConnectionError)) throw error;
      this.closeIdle();
      return this.#request(url, headers, signal);
    });
    if (status !== 200) throw statusError(status, body);
    const value = parseJson(body);
    if (value === undefined) throw new ApiAnswerError('it is not JSON');
    return value;
  }

  /** Finishes what is under way and keeps no connection after that. */
  retire(): void {
    this.#agent.maxFreeSockets = 0;
    this.closeIdle();
  }

  dispose(): void {
    this.#stop.abort(new Error('The connections to the API server are closed.'));
    this.#agent.destroy();
  }

  /** The next request goes over a new connection. */
  closeIdle(): void {
    for (const socket of Object.values(this.#agent.freeSockets).flat()) socket?.destroy();
  }

  async #request(url: URL, headers: ApiAccess['headers'], signal: AbortSignal): Promise<Answer> {
    const request = {
      agent: this.#agent,
      // Only to tell servers apart: the agent dials by itself.
      host: url.hostname,
      port: url.port,
      path: url.pathname + url.search,
      headers: { ...inTurn(headers), Host: url.host, Accept: 'application/json' },
      signal,
    };
    await this.#gate.enter(signal);
    try {
      return await send(request, () => this.#gate.leave());
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    }
  }
}

/** What an answer means that is not the one hoped for. */
export function statusError(status: number, body: string): ApiStatusError {
  const said = statusSchema.safeParse(parseJson(body));
  return new ApiStatusError(status, said.success ? said.data.message.slice(0, 500) : '');
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A connection that was kept had been closed by the server: nothing is wrong, but a new one is needed. */
class StaleConnectionError extends Error {
  override readonly name = 'StaleConnectionError';
}

/** `onClosed` is called once, whatever happens, when the connection is about to be free for the next request. */
function send(options: http.RequestOptions, onClosed: () => void): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let request: http.ClientRequest;
    try {
      request = http.request(options);
    } catch (error) {
      // Characters that no header may have, in a token for example.
      onClosed();
      throw error;
    }
    let answered = false;
    request.on('close', onClosed).on('error', (error) => {
      const isStale = request.reusedSocket && !answered;
      reject(isStale ? new StaleConnectionError(error.message, { cause: error }) : error);
    });
    request.on('response', (response) => {
      answered = true;
      wholeBody(request, response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    });
    request.end();
  });
}

/** Every value of a header in a line of its own. */
export function inTurn(headers: ApiAccess['headers']): Record<string, string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat()]));
}

class DialingAgent extends http.Agent {
  constructor(
    private readonly open: (signal: AbortSignal) => Promise<Socket>,
    private readonly clock: Clock,
    private readonly stop: AbortSignal,
  ) {
    super({ keepAlive: true, timeout: idleMs });
  }

  override createConnection(
    _options: http.ClientRequestArgs,
    callback: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    withDeadline(this.clock, 'connecting', dialDeadlineMs, this.open, this.stop).then(
      // After a proxy's answer it is paused, and would stay so.
      (socket) => callback(null, socket.resume()),
      // With an error the stream is ignored, but Node's types ask for one.
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), new Duplex()),
    );
    return undefined;
  }
}

function wayOf({ server, tls, proxy }: ApiAccess): string {
  return JSON.stringify([server, tls, proxy ?? null]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
