import { describe, expect, it } from 'vitest';
import type { EventPayloads, EventType } from '../../../src/shared/events';
import { appRefuses } from '../../../src/shared/ailments';
import type { ForwardState } from '../../../src/shared/forward';
import { allNotices, type Mute } from '../../../src/shared/preferences';
import type { ConfigProblem, ForwardView } from '../../../src/shared/view';
import { EventBus } from '../../../src/main/engine/event-bus';
import { decide, noMemory, noteClosed, noteEvent, tellAll } from '../../../src/main/desktop/notification-policy';
import { FakeClock } from '../../support/fake-clock';
import { active, ailing, failed, hung, someBeat, someView, unreachable } from '../../support/views';
import { someSnapshot } from './fake-application';

const reconnecting: ForwardState = { kind: 'reconnecting', cause: unreachable, attempt: 1, retryAt: 0 };
const loginNeeded: ForwardState = {
  kind: 'failed',
  problem: {
    code: 'login-needed',
    message: 'The log-in to prod has expired.',
    hint: 'Run tsh login.',
    suspect: 'credentials',
  },
};

/** A person's screen: obeys the policy's commands and remembers them as text. */
class Screen {
  readonly clock = new FakeClock();
  readonly #bus = new EventBus(this.clock);
  readonly #views = new Map<string, ForwardView>();
  #memory = noMemory;
  problems: readonly ConfigProblem[] = [];
  wishes = tellAll;
  /** Key to title, of what can be seen. */
  readonly visible = new Map<number, string>();
  readonly history: string[] = [];
  wakeAt: number | null = null;

  constructor(...aliases: readonly string[]) {
    this.#bus.onDidPublish((event) => (this.#memory = noteEvent(this.#memory, event)));
    aliases.forEach((alias, index) => {
      this.#views.set(alias, someView({ id: alias, alias, address: `127.0.0.1:${String(9000 + index)}` }));
    });
  }

  is(alias: string, changes: Partial<ForwardView>): this {
    this.#views.set(alias, { ...(this.#views.get(alias) ?? someView({ id: alias, alias })), ...changes });
    return this;
  }

  removed(alias: string): this {
    this.#views.delete(alias);
    return this;
  }

  publish<T extends EventType>(type: T, payload: EventPayloads[T]): this {
    this.#bus.publish(type, payload);
    return this;
  }

  hangs(...aliases: readonly string[]): this {
    for (const forwardId of aliases) {
      this.is(forwardId, { state: hung });
      const evidence = { elapsedMs: 17_000, heartbeats: 9, phase: 'forwarding', suspect: 'api-server' } as const;
      this.publish('watchdog.hung', { forwardId, ...evidence });
    }
    return this;
  }

  recovers(...aliases: readonly string[]): this {
    for (const forwardId of aliases) {
      this.is(forwardId, { state: active }).publish('watchdog.recovered', { forwardId, hungForMs: 21_000 });
    }
    return this;
  }

  userRestarts(forwardId: string): this {
    this.is(forwardId, { state: { kind: 'starting', phase: 'binding' } });
    return this.publish('watchdog.restarted', { forwardId, step: 'restart', byUser: true });
  }

  /** Nothing else is muted from now on. */
  muted(...mutes: readonly Mute[]): this {
    this.wishes = { ...this.wishes, mutes };
    return this;
  }

  closedByUser(key: number): this {
    this.visible.delete(key);
    this.#memory = noteClosed(this.#memory, key);
    return this;
  }

  /** One round of the policy; answers what changed. */
  look(): readonly string[] {
    const snapshot = someSnapshot({ forwards: [...this.#views.values()], problems: this.problems });
    const time = { now: this.clock.now(), wallTime: this.clock.wallTime() };
    const round = decide(this.#memory, snapshot, time, this.wishes);
    this.#memory = round.memory;
    this.wakeAt = round.wakeAt;
    const lines = round.commands.map((command) => {
      if (command.kind === 'close') {
        expect(this.visible.delete(command.key)).toBe(true);
        return `close #${String(command.key)}`;
      }
      expect(this.visible.has(command.key)).toBe(command.kind === 'replace');
      this.visible.set(command.key, command.content.title);
      return `${command.kind} #${String(command.key)} ${command.content.title}${command.silent ? ' (silent)' : ''}`;
    });
    this.history.push(...lines);
    return lines;
  }

  content(alias: string) {
    const snapshot = someSnapshot({ forwards: [...this.#views.values()] });
    const [command] = decide(this.#memory, snapshot, { now: 0, wallTime: 0 }).commands;
    return command?.kind === 'close' ? `close, not ${alias}` : command?.content;
  }

  get memorySize(): number {
    return this.#memory.episodes.size + this.#memory.posted.length;
  }
}

describe('A hung forward', () => {
  it('is told with the reason and the cure, and a click restarts it', () => {
    const screen = new Screen('orders-db').hangs('orders-db');
    expect(screen.content('orders-db')).toMatchObject({
      title: 'orders-db is hung',
      body: 'No progress for 17 s: the API server does not answer. Reconnecting. Click to restart now.',
      click: { kind: 'restart', ids: ['orders-db'] },
      buttons: [
        { text: 'Restart', command: { kind: 'restart', ids: ['orders-db'] } },
        { text: 'Show', command: { kind: 'show-details', id: 'orders-db' } },
      ],
    });
  });

  it('does not promise to reconnect when it waits for the click', () => {
    const screen = new Screen('orders-db').is('orders-db', { onHang: 'notify' }).hangs('orders-db');
    const body = 'No progress for 17 s: the API server does not answer. Click to restart.';
    expect(screen.content('orders-db')).toMatchObject({ body });
  });

  it('is told once per episode, also while it is being reconnected', () => {
    const screen = new Screen('orders-db').hangs('orders-db');
    expect(screen.look()).toEqual(['show #1 orders-db is hung']);
    screen.is('orders-db', { state: reconnecting });
    expect(screen.look()).toEqual([]);
  });

  it('is replaced silently when the forward is back, and that goes away by itself', async () => {
    const screen = new Screen('orders-db').hangs('orders-db');
    screen.look();
    expect(screen.recovers('orders-db').look()).toEqual(['replace #1 orders-db is back after 21 s (silent)']);
    const wait = (screen.wakeAt ?? 0) - screen.clock.now();
    expect(wait).toBe(8_000);
    await screen.clock.advance(wait);
    expect(screen.look()).toEqual(['close #1']);
    expect(screen.memorySize).toBe(0);
  });

  it('is not called back before it forwards again', () => {
    const screen = new Screen('orders-db').hangs('orders-db');
    screen.look();
    screen.publish('watchdog.recovered', { forwardId: 'orders-db', hungForMs: 21_000 });
    expect(screen.is('orders-db', { state: reconnecting }).look()).toEqual(['close #1']);
    expect(screen.is('orders-db', { state: active }).look()).toEqual(['show #1 orders-db is back after 21 s (silent)']);
  });

  it('is no longer claimed hung once the user restarted it, and is told when it is back', () => {
    const screen = new Screen('orders-db').hangs('orders-db');
    screen.look();
    expect(screen.userRestarts('orders-db').look()).toEqual(['close #1']);
    expect(screen.recovers('orders-db').look()).toEqual(['show #1 orders-db is back after 21 s (silent)']);
  });

  it('is back by its own proof of life when a restart ended the episode without a report', async () => {
    const screen = new Screen('orders-db').hangs('orders-db');
    screen.look();
    screen.userRestarts('orders-db').look();
    await screen.clock.advance(2_000);
    const before = someBeat({ at: screen.clock.wallTime(), ageMs: 5_000 });
    expect(screen.is('orders-db', { state: active, beat: before }).look()).toEqual([]);
    const proof = someBeat({ at: screen.clock.wallTime(), ageMs: 100 });
    expect(screen.is('orders-db', { beat: proof }).look()).toEqual(['show #1 orders-db is back after 19 s (silent)']);
  });

  it.each([
    ['stopped', (screen: Screen) => screen.is('orders-db', { state: { kind: 'stopped' } })],
    ['removed from the configuration', (screen: Screen) => screen.removed('orders-db')],
  ])('is closed without a word when it is %s', (_, happen) => {
    const screen = new Screen('orders-db', 'api').hangs('orders-db');
    screen.look();
    expect(happen(screen).look()).toEqual(['close #1']);
    expect(screen.memorySize).toBe(0);
  });

  it('becomes a failure when it is given up', () => {
    const screen = new Screen('orders-db').hangs('orders-db');
    screen.look();
    expect(screen.is('orders-db', { state: failed }).look()).toEqual(['close #1', 'show #2 orders-db failed (silent)']);
  });

  it('is only said to be back when it was over before anybody was told', () => {
    const screen = new Screen('orders-db').hangs('orders-db').recovers('orders-db');
    expect(screen.look()).toEqual(['show #1 orders-db is back after 21 s (silent)']);
  });

  it('is not told again to somebody who closed it, but the next episode is', () => {
    const screen = new Screen('orders-db').hangs('orders-db');
    screen.look();
    expect(screen.closedByUser(1).look()).toEqual([]);
    screen.recovers('orders-db').look();
    expect(screen.hangs('orders-db').look()).toEqual(['close #1', 'show #2 orders-db is hung (silent)']);
  });
});

describe('A forward that is configured to be quiet', () => {
  it('is never told of, whatever happens to it, while the others are', () => {
    const screen = new Screen('web', 'jobs').is('jobs', { notify: false }).hangs('web', 'jobs');
    expect(screen.look()).toEqual(['show #1 web is hung']);
    expect(screen.recovers('jobs').is('jobs', { state: failed }).look()).toEqual([]);
  });
});

describe('Muting', () => {
  const forward = (id: string, until: number | null = null): Mute => ({ subject: { kind: 'forward', id }, until });

  it('a forward keeps quiet about it, and about nothing else', () => {
    const screen = new Screen('web', 'jobs').muted(forward('jobs')).hangs('web', 'jobs');
    expect(screen.look()).toEqual(['show #1 web is hung']);
    expect(screen.is('jobs', { state: failed }).look()).toEqual([]);
  });

  it('a group keeps quiet about all of it', () => {
    const screen = new Screen('web', 'jobs').is('jobs', { group: 'batch' });
    screen.muted({ subject: { kind: 'group', name: 'batch' }, until: null }).hangs('web', 'jobs');
    expect(screen.look()).toEqual(['show #1 web is hung']);
  });

  it('everything keeps quiet about log-ins and the config file, too', () => {
    const screen = new Screen('web', 'jobs').muted({ subject: { kind: 'all' }, until: null });
    screen.problems = [{ file: 'p.yaml', line: 1, column: 1, path: '', message: 'No.', hint: '' }];
    screen.hangs('web').is('jobs', { state: loginNeeded });
    expect(screen.look()).toEqual([]);
  });

  it('takes back what is on the screen', () => {
    const screen = new Screen('web').hangs('web');
    screen.look();
    expect(screen.muted(forward('web')).look()).toEqual(['close #1']);
  });

  it('that is over tells what is still true', async () => {
    const screen = new Screen('web', 'jobs');
    screen.muted({ subject: { kind: 'all' }, until: screen.clock.wallTime() + 3_600_000 });
    screen.hangs('web', 'jobs').is('jobs', { state: failed });
    expect(screen.look()).toEqual([]);
    await screen.clock.advance(3_600_000);
    expect(screen.look()).toEqual(['show #1 web is hung', 'show #2 jobs failed (silent)']);
  });

  it('that is over tells nothing of what has passed meanwhile', () => {
    const screen = new Screen('web').muted(forward('web')).hangs('web');
    screen.look();
    screen.recovers('web').look();
    expect(screen.muted().look()).toEqual([]);
    expect(screen.memorySize).toBe(0);
  });
});

describe('What nobody wants to be told', () => {
  it.each([
    ['hung', (screen: Screen) => screen.hangs('a')],
    ['failed', (screen: Screen) => screen.is('a', { state: failed })],
    ['login', (screen: Screen) => screen.is('a', { state: loginNeeded })],
    ['ailing', (screen: Screen) => screen.is('a', { state: ailing, onHang: 'notify' })],
  ] as const)('is not told: %s', (kind, happen) => {
    const screen = happen(new Screen('a'));
    screen.wishes = { ...tellAll, notices: { ...allNotices, [kind]: false } };
    expect(screen.look()).toEqual([]);
    screen.wishes = tellAll;
    expect(screen.look()).toHaveLength(1);
  });

  it('of hangs is not told when they are over, either', () => {
    const screen = new Screen('a').hangs('a');
    screen.wishes = { ...tellAll, notices: { ...allNotices, hung: false } };
    screen.look();
    expect(screen.recovers('a').look()).toEqual([]);
  });
});

describe('Many at once', () => {
  const seven = ['a', 'b', 'c', 'd', 'e', 'f', 'g'] as const;

  it('become one notification, and a click shows the window', () => {
    const screen = new Screen(...seven).hangs(...seven);
    expect(screen.content('all')).toMatchObject({ click: { kind: 'show-window' } });
    expect(screen.look()).toEqual(['show #1 7 forwards to prod are hung']);
  });

  it('a lane that takes 30 forwards with it is one notification, and one when they are back', () => {
    const thirty = Array.from({ length: 30 }, (_, index) => `app-${String(index)}`);
    const screen = new Screen(...thirty).hangs(...thirty);
    expect(screen.look()).toHaveLength(1);
    expect(screen.recovers(...thirty).look()).toEqual(['replace #1 30 forwards to prod are back (silent)']);
  });

  it('say how many are still hung, and at last how many came back', () => {
    const screen = new Screen('a', 'b', 'c').hangs('a', 'b', 'c');
    screen.look();
    expect(screen.recovers('a').look()).toEqual(['replace #1 2 forwards to prod are hung (silent)']);
    expect(screen.recovers('b').look()).toEqual(['replace #1 c is hung (silent)']);
    expect(screen.recovers('c').look()).toEqual(['replace #1 3 forwards to prod are back (silent)']);
  });

  it('that follow within seconds join the one that is on the screen', async () => {
    const screen = new Screen('a', 'b').hangs('a');
    screen.look();
    await screen.clock.advance(5_000);
    expect(screen.hangs('b').look()).toEqual(['replace #1 2 forwards to prod are hung (silent)']);
  });

  it('that follow later are told by themselves, until they would be a wall', async () => {
    const screen = new Screen('a', 'b', 'c', 'd');
    for (const alias of ['a', 'b', 'c']) {
      screen.hangs(alias).look();
      await screen.clock.advance(30_000);
    }
    expect([...screen.visible.values()]).toEqual(['a is hung', 'b is hung', 'c is hung']);
    screen.hangs('d').look();
    expect([...screen.visible.values()]).toEqual(['4 forwards to prod are hung']);
  });

  it('one that hangs again is not counted as back', () => {
    const screen = new Screen('a', 'b').hangs('a', 'b');
    screen.look();
    screen.recovers('a').look();
    expect(screen.hangs('a').look()).toEqual(['replace #1 2 forwards to prod are hung (silent)']);
    expect(screen.recovers('b').look()).toEqual(['replace #1 a is hung (silent)']);
  });
});

describe('A failed forward', () => {
  it('is told with what to do, and a click shows its details', () => {
    const screen = new Screen('web').is('web', { state: failed });
    expect(screen.content('web')).toMatchObject({
      title: 'web failed',
      body: 'Port 5432 is taken by postgres (process 812). Stop it or choose another port.',
      click: { kind: 'show-details', id: 'web' },
    });
    expect(screen.look()).toEqual(['show #1 web failed']);
    expect(screen.look()).toEqual([]);
  });

  it('is closed when it no longer is', () => {
    const screen = new Screen('web').is('web', { state: failed });
    screen.look();
    expect(screen.is('web', { state: active }).look()).toEqual(['close #1']);
  });

  it('several that failed together are one', () => {
    const screen = new Screen('a', 'b').is('a', { state: failed }).is('b', { state: failed });
    expect(screen.look()).toEqual(['show #1 2 forwards to prod failed']);
  });

  it('tells of a log-in once per cluster, however many forwards wait for it', () => {
    const screen = new Screen('a', 'b', 'c');
    screen.is('a', { state: loginNeeded }).is('b', { state: loginNeeded });
    screen.is('c', { state: loginNeeded, context: 'staging' });
    expect(screen.look()).toEqual(['show #1 Log in to prod', 'show #2 Log in to staging (silent)']);
    screen.is('a', { state: active }).is('b', { state: active });
    expect(screen.look()).toEqual(['close #1']);
  });
});

describe('A config file that cannot be taken', () => {
  const problem = {
    file: '/home/me/p.yaml',
    line: 3,
    column: 5,
    path: '',
    message: 'No "prot".',
    hint: 'Did you mean "port"?',
  };

  it('is told with the place, and no longer once it is mended', () => {
    const screen = new Screen();
    screen.problems = [problem];
    expect(screen.look()).toEqual(['show #1 p.yaml has a problem']);
    expect(screen.look()).toEqual([]);
    screen.problems = [];
    expect(screen.look()).toEqual(['close #1']);
  });

  it('is told once, not once more for each forward that it breaks', () => {
    const screen = new Screen('a', 'b');
    screen.problems = [problem];
    const broken = { kind: 'failed', problem: { ...unreachable, code: 'bad-config' } } as const;
    screen.is('a', { state: broken }).is('b', { state: failed });
    expect(screen.look()).toEqual(['show #1 b failed', 'show #2 p.yaml has a problem (silent)']);
  });

  it('is told again to somebody who closed it when the problem is another', () => {
    const screen = new Screen();
    screen.problems = [problem];
    screen.look();
    screen.closedByUser(1);
    expect(screen.look()).toEqual([]);
    screen.problems = [{ ...problem, line: 4 }];
    expect(screen.look()).toHaveLength(1);
  });
});

describe('An ailing forward', () => {
  const refuses = appRefuses({ pod: 'orders-db-1', port: 5432 });
  const ill: ForwardState = { ...active, ailment: refuses };
  const asked = { onHang: 'notify', state: ill } as const;

  it('is told when its owner wants to be told, with the reason and the cure', () => {
    const screen = new Screen('orders-db').is('orders-db', asked);
    expect(screen.content('orders-db')).toMatchObject({
      title: 'orders-db is ailing',
      body: `${refuses.message} ${refuses.hint}`,
      click: { kind: 'show-details', id: 'orders-db' },
    });
  });

  it('is left to the tray and the window otherwise', () => {
    expect(new Screen('orders-db').is('orders-db', { state: ill }).look()).toEqual([]);
  });

  it('is told once, and taken back when it is well', () => {
    const screen = new Screen('orders-db').is('orders-db', asked);
    expect(screen.look()).toEqual(['show #1 orders-db is ailing']);
    expect(screen.look()).toEqual([]);
    expect(screen.is('orders-db', { state: active }).look()).toEqual(['close #1']);
  });

  it('that is well and ill by turns is told every ten minutes at most', async () => {
    const screen = new Screen('orders-db');
    for (let minute = 0; minute < 60; minute += 1) {
      screen.is('orders-db', asked).look();
      await screen.clock.advance(30_000);
      screen.is('orders-db', { state: active }).look();
      await screen.clock.advance(30_000);
    }
    expect(screen.history.filter((line) => line.startsWith('show'))).toHaveLength(6);
  });

  it('that stays ill after such turns is told when ten minutes are over', async () => {
    const screen = new Screen('orders-db').is('orders-db', asked);
    screen.look();
    screen.is('orders-db', { state: active }).look();
    expect(screen.is('orders-db', asked).look()).toEqual([]);
    await screen.clock.advance((screen.wakeAt ?? 0) - screen.clock.now());
    expect(screen.look()).toEqual(['show #2 orders-db is ailing']);
  });

  it('that was closed by the user is not told again', async () => {
    const screen = new Screen('orders-db').is('orders-db', asked);
    screen.look();
    screen.closedByUser(1);
    await screen.clock.advance(3_600_000);
    expect(screen.look()).toEqual([]);
  });

  it('is one of many in one notification, when they ail together', () => {
    const aliases = Array.from({ length: 20 }, (_, index) => `app-${String(index)}`);
    const screen = new Screen(...aliases);
    for (const alias of aliases) screen.is(alias, asked).look();
    expect(screen.visible.size).toBe(1);
    expect([...screen.visible.values()]).toEqual(['20 forwards to prod are ailing']);
    expect(screen.history.filter((line) => !line.endsWith('(silent)'))).toHaveLength(1);
  });

  it('leaves nothing to remember when it has been well for long', async () => {
    const screen = new Screen('orders-db').is('orders-db', asked);
    screen.look();
    screen.is('orders-db', { state: active }).look();
    await screen.clock.advance((screen.wakeAt ?? 0) - screen.clock.now());
    screen.look();
    expect([screen.memorySize, screen.wakeAt]).toEqual([0, null]);
  });
});

describe('Sound', () => {
  it('is made at most once a minute', async () => {
    const screen = new Screen('a', 'b', 'c').hangs('a');
    screen.look();
    await screen.clock.advance(59_000);
    expect(screen.hangs('b').look()).toEqual(['show #2 b is hung (silent)']);
    await screen.clock.advance(1_000);
    expect(screen.is('c', { state: failed }).look()).toEqual(['show #3 c failed']);
  });
});

describe('Without sound', () => {
  it('everything is told, silently', () => {
    const screen = new Screen('a', 'b').hangs('a').is('b', { state: failed });
    screen.wishes = { ...tellAll, notices: { ...allNotices, sound: false } };
    expect(screen.look()).toEqual(['show #1 a is hung (silent)', 'show #2 b failed (silent)']);
  });
});

describe('While all is well', () => {
  it('nothing is said, remembered or waited for', () => {
    const screen = new Screen('a', 'b');
    screen.publish('forward.connected', { forwardId: 'a', pod: 'a-1', transport: 'spdy', tookMs: 5 });
    screen.publish('watchdog.recovered', { forwardId: 'b', hungForMs: 5_000 });
    expect(screen.look()).toEqual([]);
    expect(screen.memorySize).toBe(0);
    expect(screen.wakeAt).toBeNull();
  });
});
