import type { Socket } from 'node:net';
import { withDeadline } from '../base/deadline';
import type { ChannelEncoding } from './channel-encoding';
import { ChannelReader, encodeEnd } from './channel-frames';
import { dial } from './dial';
import type { Endpoint } from './endpoint';
import { readErrorText, requestText, sendRequest } from './exchange';
import { MaskKeys } from './masking';
import { ignore, messageOf } from './socket-errors';
import { upgradeToChannels, type UpgradeOptions } from './upgrade';
import { verdictOf, type Verdict } from './verdict';

/** Where nothing listens (tcpmux, of 1988): the way there is tried without any app noticing. */
const nobodysPort = 1;

/** Why a way is not open. */
export type Refusal = Exclude<Verdict, { kind: 'open' }>;

/**
 * Whether the server forwards by channels: a connection to a port of the pod on which nothing listens is asked for, and
 * both its channels must be announced. Null when they are. Trouble on the way rejects with a `TunnelError`.
 */
export async function tryChannels(
  endpoint: Endpoint,
  encoding: ChannelEncoding,
  options: UpgradeOptions,
): Promise<Refusal | null> {
  const result = await upgradeToChannels(endpoint, nobodysPort, encoding, options);
  if (result.kind !== 'open') return result;
  const reason = await announced(result.connection.socket, result.leftover, encoding, options);
  return reason === null ? null : { kind: 'next', failure: 'silent', message: `accepted, then ${reason}` };
}

/** Null when both channels have been announced; else what came instead. */
function announced(
  socket: Socket,
  leftover: Buffer,
  encoding: ChannelEncoding,
  { clock, answerMs, signal }: UpgradeOptions,
): Promise<string | null> {
  return new Promise((resolve) => {
    const keys = new MaskKeys();
    let open = 0;
    const settle = (reason: string | null) => {
      timer.dispose();
      signal.removeEventListener('abort', onEnd);
      socket.off('data', onData).off('close', onEnd).off('end', onEnd).on('error', ignore);
      if (socket.writable) socket.write(encodeEnd(keys.next()));
      socket.destroySoon();
      resolve(reason);
    };
    const sink = {
      onOpen: () => {
        open += 1;
        if (open === 2) settle(null);
      },
      onData: () => undefined,
      onAnswer: (frame: Buffer) => {
        if (socket.writable) socket.write(frame);
      },
      onClose: (reason: string) => settle(`closed (${reason})`),
    };
    const reader = new ChannelReader('client', encoding, sink, keys);
    const onData = (chunk: Buffer) => {
      try {
        reader.push(chunk);
      } catch (error) {
        settle(messageOf(error));
      }
    };
    const onEnd = () => settle('closed');
    const timer = clock.setTimeout(() => settle(`silent for ${String(answerMs)} ms`), answerMs);
    socket.on('data', onData).on('close', onEnd).on('end', onEnd);
    signal.addEventListener('abort', onEnd);
    if (leftover.length > 0) onData(leftover);
    if (socket.destroyed || signal.aborted) onEnd();
    else socket.resume();
  });
}

/**
 * Asks for the forward without an upgrade, which every API server declines: any answer is a sign of life. Answers what it
 * said if that means the end of the tunnel, else null. Rejects with a `TunnelError`, or a `DeadlineError` after `answerMs`.
 */
export function probe(endpoint: Endpoint, { signal, clock, answerMs }: UpgradeOptions): Promise<string | null> {
  const ask = async (within: AbortSignal) => {
    const url = new URL(endpoint.url);
    const headers = { Host: url.host, ...endpoint.headers, Connection: 'close' };
    const socket = await dial(endpoint, within);
    const answer = await sendRequest(socket, requestText('GET', url.pathname, headers), url.host, within);
    const text = await readErrorText(socket, answer, clock, answerMs);
    const verdict = verdictOf({ head: answer.head, text }, {});
    return verdict.kind === 'stop' ? `the API server answered ${verdict.message}` : null;
  };
  return withDeadline(clock, 'Asking the API server', answerMs, ask, signal);
}
