import { describe, expect, it } from 'vitest';
import { flapping } from '../../../src/shared/ailments';
import { eventSentence } from '../../../src/shared/event-phrases';
import type { EventPayloads, EventType } from '../../../src/shared/events';
import type { AppEvent } from '../../../src/shared/events';
import { refusing, unreachable, viewedAt } from '../../support/views';

const forwardId = '127.0.0.1:5432';

function sentenceOf<T extends EventType>(type: T, payload: EventPayloads[T]): string {
  return eventSentence({ id: 1, time: viewedAt, type, ...payload } as unknown as AppEvent);
}

function read(change: Partial<EventPayloads['config.reloaded']>): string {
  const nothing = { path: '/x', forwards: 0, added: 0, removed: 0, changed: 0, untouched: 0, settings: [] };
  return sentenceOf('config.reloaded', { ...nothing, ...change });
}

describe('a line of the timeline', () => {
  it('tells of a hang with its time and its cause', () => {
    const hang = { forwardId, elapsedMs: 17_000, heartbeats: 9, phase: 'forwarding', suspect: 'api-server' } as const;
    expect(sentenceOf('watchdog.hung', hang)).toBe('hung: no progress for 17 s, the API server does not answer');
  });

  it('tells of a connection with the pod, the time it took and the transport', () => {
    expect(
      sentenceOf('forward.connected', { forwardId, pod: 'orders-db-7f9c', transport: 'spdy', tookMs: 1_234 }),
    ).toBe('connected: orders-db-7f9c in 1.2 s, SPDY');
  });

  it('tells that a forward listens, and why it has no tunnel', () => {
    const listening = { forwardId, idleMs: null, problem: null };
    expect(sentenceOf('forward.listening', listening)).toBe('listening: it connects on first use');
    expect(sentenceOf('forward.listening', { ...listening, idleMs: 300_000 })).toBe(
      'listening: the tunnel is closed, nobody has used it for 5 min',
    );
    expect(sentenceOf('forward.listening', { ...listening, problem: unreachable })).toBe(
      'listening: it connects on the next use',
    );
  });

  it('tells of a retry as seen from its own moment, not from the reader’s', () => {
    expect(
      sentenceOf('forward.reconnecting', { forwardId, cause: unreachable, attempt: 3, retryAt: viewedAt + 4_000 }),
    ).toBe('reconnecting: attempt 3 in 4 s. The API server of prod cannot be reached.');
  });

  it('tells a failed connection from a failed forward', () => {
    expect(sentenceOf('forward.error', { forwardId, problem: unreachable, connection: true })).toMatch(
      /^a connection failed: /,
    );
    expect(sentenceOf('forward.error', { forwardId, problem: unreachable, connection: false })).toMatch(/^failed: /);
  });

  it('tells when the app falls ill and when it is well again', () => {
    expect(sentenceOf('health.ailing', { forwardId, problem: refusing })).toBe(
      'ailing: Connected, but the app on port 5432 of orders-db-7f9c refuses connections',
    );
    expect(sentenceOf('health.well', { forwardId, was: 'app-refuses' })).toBe('well: the app takes connections again');
  });

  it('tells when the tunnel begins to come and go and when it holds', () => {
    expect(sentenceOf('health.ailing', { forwardId, problem: flapping(5, 120_000, 'api-server') })).toBe(
      'flapping: Lost 5 times in the last 2 minutes',
    );
    expect(sentenceOf('health.well', { forwardId, was: 'flapping' })).toBe('steady: the tunnel has held for a while');
  });

  it('tells what is stuck on the way to where, and what to do', () => {
    const stuck = (toApp: number, toClient: number) =>
      sentenceOf('connections.stuck', { forwardId, stuck: { toApp, toClient, longestMs: 300_000 } });
    expect(stuck(1, 0)).toBe(
      'stuck: For 5 min, nothing that a connection sends has got through: the app does not read, or the way to it is lost. If that should not be so, restart the forward, which ends all of its connections',
    );
    expect(stuck(0, 2)).toBe(
      'stuck: For 5 min, 2 connections have not been read by their local clients. If that should not be so, restart the forward, which ends all of its connections',
    );
    expect(stuck(2, 1)).toContain(
      'nothing that 2 connections send has got through: the app does not read, or the way to it is lost; and a connection has not been read by its local client.',
    );
    expect(sentenceOf('connections.moving', { forwardId, stuckForMs: 720_000 })).toBe(
      'not stuck: no connection is any more, after 12 min',
    );
  });

  it('tells of a worn tunnel why, and whether another has taken its place', () => {
    const worn = { forwardId, why: 'age', afterMs: 1_500_000 } as const;
    expect(sentenceOf('health.worn', { ...worn, problem: null })).toBe(
      'worn: the tunnel was 25 min old. It stays, as configured',
    );
    expect(sentenceOf('health.worn', { ...worn, why: 'idle', problem: unreachable })).toBe(
      'worn: the tunnel was idle for 25 min. It cannot be replaced yet: The API server of prod cannot be reached',
    );
    expect(sentenceOf('forward.renewed', { ...worn, pod: 'orders-db-7f9c', transport: 'websocket', tookMs: 85 })).toBe(
      'renewed: the tunnel was 25 min old. A new one to orders-db-7f9c in 85 ms, WebSocket tunnel',
    );
  });

  it('tells who restarted it', () => {
    expect(sentenceOf('watchdog.restarted', { forwardId, step: 'restart', byUser: true })).toBe('restarted: by you');
    expect(sentenceOf('watchdog.restarted', { forwardId, step: 'replace-lane', byUser: false })).toContain(
      'fresh thread',
    );
  });

  it('has no colon without a detail', () => {
    expect(sentenceOf('forward.stopped', { forwardId })).toBe('stopped');
  });

  it('counts one forward as one', () => {
    expect(read({ forwards: 1, added: 1 })).toBe('configuration read: 1 forward');
    expect(read({ forwards: 12, added: 12 })).toBe('configuration read: 12 forwards');
  });

  it('says of a configuration that was read again what is different', () => {
    expect(read({ forwards: 3, added: 1, changed: 1, removed: 2, untouched: 1 })).toBe(
      'configuration read: 3 forwards, 1 added, 2 removed, 1 changed',
    );
    expect(read({ forwards: 3, untouched: 3, settings: ['watchdog'] })).toBe(
      'configuration read: 3 forwards, watchdog changed',
    );
    expect(read({ forwards: 3, untouched: 3 })).toBe('configuration read: 3 forwards, nothing has changed');
  });

  it('says what the config file has done to a forward', () => {
    const said = (change: EventPayloads['forward.configured']['change'], keys: readonly string[] = [], was = '') =>
      sentenceOf('forward.configured', { forwardId, change, keys, was });
    expect(said('added')).toBe('added: it is new in the config file');
    expect(said('changed', ['target', 'alias'])).toBe('changed: its resource, alias in the config file');
    expect(said('moved', ['localPort'], '127.0.0.1:80')).toBe('moved: it was 127.0.0.1:80 in the config file before');
    expect(said('removed')).toBe('removed: it is not in the config file any more');
  });

  it('names the first problem of a configuration, and how many there are', () => {
    const problem = { file: '/x', line: 7, column: 3, path: '', message: 'port is missing', hint: '' };
    const sentence = (problems: readonly (typeof problem)[]) => sentenceOf('config.rejected', { path: '/x', problems });
    expect(sentence([problem])).toBe('configuration: 1 problem in line 7: port is missing');
    expect(sentence([problem, problem])).toBe('configuration: 2 problems, the first in line 7: port is missing');
    expect(sentence([{ ...problem, line: 0, message: 'The file is empty' }])).toBe(
      'configuration: 1 problem: The file is empty',
    );
    const note = sentenceOf('config.noted', {
      path: '/x',
      notes: [{ ...problem, message: 'mdns has no effect here' }],
    });
    expect(note).toBe('configuration note: 1 note in line 7: mdns has no effect here');
  });
});
