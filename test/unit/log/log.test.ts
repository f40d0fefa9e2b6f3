import { describe, expect, it } from 'vitest';
import type { AppEvent, EventPayloads, EventType } from '../../../src/shared/events';
import type { Problem } from '../../../src/shared/problem';
import { EventBus } from '../../../src/main/engine/event-bus';
import { Log } from '../../../src/main/log/log';
import type { LogLevel } from '../../../src/shared/log-level';
import { FakeClock } from '../../support/fake-clock';
import { someView } from '../../support/views';

const view = someView();
const clock = new FakeClock();

/** A log with one output, and a bus that it follows. */
function logOf(format: 'json' | 'text', level: LogLevel = 'debug', only?: 'events' | 'messages') {
  const lines: string[] = [];
  const log = new Log({ wallTime: () => 0 });
  const bus = new EventBus(clock);
  log.addOutput({ format, level, write: (line) => lines.push(line), ...(only === undefined ? {} : { only }) });
  log.follow({
    bus,
    snapshot: () => ({ forwards: [view], watching: true, source: { kind: 'none', path: '' }, problems: [] }),
  });
  return { log, bus, lines };
}

/** Everything that a log must not hold, in the shapes in which programs and servers say it. */
const secret = 'hunter2hunter2';
const leaks = [
  `{"token":"${secret}"}`,
  `Authorization: Bearer ${secret}`,
  `client-key-data: ${secret}`,
  `http://me:${secret}@proxy:3128`,
  `-----BEGIN PRIVATE KEY-----\n${secret}`,
].join(' and ');
const problem: Problem = { code: 'unexpected', message: leaks, hint: leaks, suspect: 'local' };
const configProblem = { file: leaks, line: 1, column: 1, path: leaks, message: leaks, hint: leaks };
const forwardId = view.id;

/** One of each kind, all of them, with secrets wherever a text comes from outside. */
const payloads: { readonly [T in EventType]: EventPayloads[T] } = {
  'forward.starting': { forwardId, phase: 'binding' },
  'forward.listening': { forwardId, idleMs: 1, problem },
  'forward.connected': { forwardId, pod: leaks, transport: 'spdy', tookMs: 1.5 },
  'forward.disconnected': { forwardId, cause: problem },
  'forward.reconnecting': { forwardId, cause: problem, attempt: 1, retryAt: 2 },
  'forward.configured': { forwardId, change: 'changed', keys: [leaks], was: leaks },
  'forward.stopped': { forwardId },
  'forward.error': { forwardId, problem, connection: false },
  'health.changed': { forwardId, from: 'active', to: 'failed' },
  'health.stale': { forwardId, ageMs: 1 },
  'health.ailing': { forwardId, problem },
  'health.well': { forwardId, was: 'app-refuses' },
  'connections.stuck': { forwardId, stuck: { toApp: 1, toClient: 0, longestMs: 1 } },
  'connections.moving': { forwardId, stuckForMs: 1 },
  'health.worn': { forwardId, why: 'age', afterMs: 1, problem },
  'forward.renewed': { forwardId, why: 'idle', afterMs: 1, pod: leaks, transport: 'spdy', tookMs: 1 },
  'watchdog.heartbeat': { beats: [] },
  'watchdog.hung': { forwardId, elapsedMs: 1, heartbeats: 1, phase: 'forwarding', suspect: 'pod' },
  'watchdog.recovered': { forwardId, hungForMs: 1 },
  'watchdog.restarted': { forwardId, step: 'restart', byUser: false },
  'lane.started': { lane: 1, osThreadId: null },
  'lane.crashed': { lane: 1, message: leaks, forwardIds: [forwardId] },
  'lane.terminated': { lane: 1, silentMs: 1, forwardIds: [forwardId] },
  'lane.parted': { losses: 2, forwardIds: [forwardId] },
  'kubeconfig.changed': { files: [leaks], contexts: [leaks] },
  'kubeconfig.rejected': { problem, isKept: true },
  'kubeconfig.unsaved': { problem },
  'shell.environment': { shell: leaks, tookMs: 1, problem: leaks },
  'network.changed': { change: 'lost' },
  'machine.resumed': { lateMs: 1 },
  'clock.set': { byMs: -1 },
  'descriptors.exhausted': {},
  'descriptors.free': {},
  'config.reloaded': { path: leaks, forwards: 1, added: 1, removed: 0, changed: 0, untouched: 0, settings: [] },
  'config.noted': { path: leaks, notes: [configProblem] },
  'config.rejected': { path: leaks, problems: [configProblem] },
  'credentials.obtained': {
    context: leaks,
    credentials: [{ kind: 'plugin', program: leaks, expiresAt: 1, renewal: 'itself' }],
  },
  'cluster.reachable': { context: leaks },
  'cluster.unreachable': { context: leaks, problem },
  'cluster.credentials': { context: leaks, problem },
};

function publish(bus: EventBus, type: EventType): void {
  bus.publish(type, payloads[type]);
}

describe('the log', () => {
  it.each(Object.keys(payloads) as EventType[])('holds no secret that is in a %s', (type) => {
    for (const format of ['json', 'text'] as const) {
      const { bus, lines } = logOf(format);
      publish(bus, type);
      expect(lines.join('')).not.toContain(secret);
      if (format === 'json') expect(lines.map((line) => JSON.parse(line) as AppEvent)).toMatchObject([{ event: type }]);
    }
  });

  it('holds no secret that is in a message or in what caused it', () => {
    for (const format of ['json', 'text'] as const) {
      const { log, lines } = logOf(format);
      log.warn(leaks, new Error(leaks));
      log.error(leaks, leaks);
      expect(lines).toHaveLength(2);
      expect(lines.join('')).not.toContain(secret);
    }
  });

  it('says of an event its time, level, forward and fields', () => {
    const { bus, lines } = logOf('json');
    publish(bus, 'watchdog.hung');
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      time: new Date(clock.wallTime()).toISOString(),
      level: 'error',
      event: 'watchdog.hung',
      id: view.id,
      alias: view.alias,
      address: view.address,
      state: view.state.kind,
      elapsedMs: 1,
      heartbeats: 1,
      phase: 'forwarding',
      suspect: 'pod',
    });
  });

  it('says of a message its time, level and cause', () => {
    const { log, lines } = logOf('json');
    log.warn('No tray.', 'why');
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      time: '1970-01-01T00:00:00.000Z',
      level: 'warn',
      event: 'message',
      message: 'No tray.',
      cause: 'why',
    });
  });

  it('says sentences to people, and nothing twice', () => {
    const { log, bus, lines } = logOf('text');
    publish(bus, 'health.changed');
    publish(bus, 'watchdog.recovered');
    log.error('No tray.', 'why');
    expect(lines).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d orders-db: recovered: hung for 0 s\n$/),
      expect.stringMatching(/^\d\d:\d\d:\d\d error: No tray\. why\n$/),
    ]);
  });

  it.each([
    ['error', ['forward.error', 'watchdog.hung']],
    ['warn', ['forward.error', 'watchdog.hung', 'health.stale']],
    ['info', ['forward.error', 'watchdog.hung', 'health.stale', 'forward.stopped']],
    ['debug', ['forward.error', 'watchdog.hung', 'health.stale', 'forward.stopped', 'watchdog.heartbeat']],
  ] as const)('at level %s has only what is that grave', (level, expected) => {
    const { bus, lines } = logOf('json', level);
    for (const type of [
      'forward.error',
      'watchdog.hung',
      'health.stale',
      'forward.stopped',
      'watchdog.heartbeat',
    ] as const)
      publish(bus, type);
    expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(expected);
  });

  it('can be had without messages, and without events', () => {
    const events = logOf('json', 'info', 'events');
    const messages = logOf('json', 'info', 'messages');
    for (const { bus, log, lines } of [events, messages]) {
      publish(bus, 'forward.stopped');
      log.info('hello');
      expect(lines).toHaveLength(1);
    }
    expect(events.lines[0]).toContain('forward.stopped');
    expect(messages.lines[0]).toContain('hello');
  });

  it('keeps what somebody says at length within bounds', () => {
    const { log, lines } = logOf('json');
    log.warn('x'.repeat(1_000_000));
    expect(lines[0]?.length).toBeLessThan(10_000);
  });
});
