import { describe, expect, it } from 'vitest';
import { flapping } from '../../../src/shared/ailments';
import type { ForwardState } from '../../../src/shared/forward';
import type { Mute } from '../../../src/shared/preferences';
import type { ForwardView } from '../../../src/shared/view';
import { sameMenu, trayView, type TrayItem } from '../../../src/main/desktop/tray-view';
import { active, ailing, failed, hung, someBeat, someView, unreachable } from '../../support/views';
import { someSnapshot } from './fake-application';

const many = (count: number, changes: (index: number) => Partial<ForwardView> = () => ({})) =>
  Array.from({ length: count }, (_, index) =>
    someView({ alias: `app-${String(index)}`, address: `127.0.0.1:${String(9000 + index)}`, ...changes(index) }),
  );

/** The menu as indented text, one entry a line; what cannot be chosen is in brackets. */
function printed(items: readonly TrayItem[], indent = ''): readonly string[] {
  return items.flatMap((item) => {
    if (item.kind === 'separator') return [`${indent}---`];
    if (item.kind === 'heading') return [`${indent}[${item.label}]`];
    if (item.kind === 'submenu') return [indent + item.label, ...printed(item.items, `${indent}  `)];
    return [item.enabled ? indent + item.label : `${indent}[${item.label}]`];
  });
}

const menuOf = (forwards: readonly ForwardView[]) => trayView(someSnapshot({ forwards })).menu;
const topLevel = (items: readonly TrayItem[]) => printed(items).filter((line) => !line.startsWith(' '));

function itemLabelled(items: readonly TrayItem[], label: string): Extract<TrayItem, { kind: 'action' }> {
  for (const item of items) {
    if (item.kind === 'action' && item.label === label) return item;
    if (item.kind === 'submenu') {
      const found = item.items.find((inner) => inner.kind === 'action' && inner.label === label);
      if (found?.kind === 'action') return found;
    }
  }
  throw new Error(`No ${label} in the menu`);
}

describe('The tray menu', () => {
  it('is the summary, the forwards with what can be done to each, and what concerns all of them', () => {
    expect(printed(menuOf([someView()]))).toEqual([
      '[1 active]',
      '---',
      '● orders-db  localhost:5432 → orders-db-7f9c',
      '  Restart',
      '  Copy address',
      '  Open in browser',
      '  Stop',
      '  Show details',
      '  Mute its notifications',
      '---',
      '[Restart all hung]',
      '[Start all]',
      'Stop all',
      'Pause watching',
      'Mute notifications for an hour',
      '---',
      'Add forward…',
      'Settings…',
      'Open Portwatch',
      'Quit Portwatch',
    ]);
  });

  it('puts the hung and the failed first, with Restart on top and the reason next to it', () => {
    const menu = menuOf([
      someView({ alias: 'api', address: '127.0.0.1:8080' }),
      someView({ state: hung }),
      someView({ alias: 'web', address: '127.0.0.1:8081', state: failed }),
    ]);
    expect(topLevel(menu).slice(0, 6)).toEqual([
      '[1 active, 1 hung (orders-db), 1 failed (web)]',
      '---',
      '◆ orders-db  localhost:5432 → service/orders-db:5432  (Hung)',
      '✕ web  localhost:8081 → service/orders-db:5432  (Failed)',
      '---',
      '● api  localhost:8080 → orders-db-7f9c',
    ]);
    const [, , first, second] = menu;
    expect(first?.kind === 'submenu' && printed(first.items).slice(0, 2)).toEqual([
      'Restart',
      '[The API server does not answer.]',
    ]);
    expect(second?.kind === 'submenu' && printed(second.items).slice(0, 2)).toEqual([
      'Restart',
      '[Port 5432 is taken by postgres (process 812). Stop it or choose another port.]',
    ]);
  });

  it('names the groups when there are several, in the order of the configuration', () => {
    const menu = menuOf([
      someView({ alias: 'a', group: 'prod', address: '127.0.0.1:1' }),
      someView({ alias: 'b', group: 'staging', address: '127.0.0.1:2' }),
      someView({ alias: 'c', group: 'prod', address: '127.0.0.1:3' }),
    ]);
    const shapes = topLevel(menu).map((line) => line.replace(/ {2}.*/, ''));
    expect(shapes.slice(1, 8)).toEqual(['---', '[prod]', '● a', '● c', '---', '[staging]', '● b']);
  });

  it('has a submenu per group over 15 forwards', () => {
    const menu = menuOf(many(16, (index) => ({ group: index < 10 ? 'prod' : 'staging' })));
    expect(topLevel(menu).slice(0, 4)).toEqual(['[16 active]', '---', 'prod (10)', 'staging (6)']);
    expect(topLevel(menuOf(many(15)))).toHaveLength(1 + 1 + 15 + 1 + 5 + 1 + 4);
  });

  it('stays on the screen when everything is hung', () => {
    const menu = menuOf(many(40, () => ({ state: hung })));
    expect(topLevel(menu).slice(0, 3)).toEqual([expect.stringContaining('40 hung'), '---', 'Hung and failed (40)']);
    expect(topLevel(menu).length).toBeLessThan(15);
  });

  it('restarts every hung forward at once, and starts and stops those that can be', () => {
    const menu = menuOf([
      ...many(2, () => ({ state: hung })),
      someView({ state: { kind: 'stopped' } }),
      someView({ address: '127.0.0.1:2', state: failed }),
    ]);
    expect(itemLabelled(menu, 'Restart all hung').command).toEqual({
      kind: 'restart',
      ids: ['127.0.0.1:9000', '127.0.0.1:9001'],
    });
    expect(itemLabelled(menu, 'Start all').command).toEqual({ kind: 'start', ids: ['127.0.0.1:5432', '127.0.0.1:2'] });
    expect(itemLabelled(menu, 'Stop all').command).toEqual({ kind: 'stop', ids: ['127.0.0.1:9000', '127.0.0.1:9001'] });
  });

  it('offers Start instead of Stop for a stopped forward, and no browser', () => {
    const [, , forward] = menuOf([someView({ state: { kind: 'stopped' } })]);
    expect(forward?.kind === 'submenu' && printed(forward.items)).toEqual([
      'Restart',
      'Copy address',
      '[Open in browser]',
      'Start',
      'Show details',
      'Mute its notifications',
    ]);
  });

  it('puts an ailing forward first, too, with what is wrong with the app', () => {
    const [, , first] = menuOf([someView({ alias: 'api', address: '127.0.0.1:8080' }), someView({ state: ailing })]);
    expect(first?.kind === 'submenu' && [first.label, ...printed(first.items).slice(0, 2)]).toEqual([
      '◒ orders-db  localhost:5432 → orders-db-7f9c  (Ailing)',
      'Restart',
      '[Connected, but the app on port 5432 of orders-db-7f9c refuses connections. Look at the app in the pod.]',
    ]);
  });

  it('is not rebuilt each time that a flapping forward is lost once less', () => {
    const lost = (times: number) =>
      trayView(
        someSnapshot({ forwards: [someView({ state: { ...active, ailment: flapping(times, 120_000, 'pod') } })] }),
      );
    expect(sameMenu(lost(5), lost(4))).toBe(true);
  });

  it('tells every state by its shape and, unless all is well, by a word', () => {
    const states: readonly [ForwardState, boolean][] = [
      [active, false],
      [active, true],
      [ailing, false],
      [{ kind: 'starting', phase: 'resolving' }, false],
      [{ kind: 'reconnecting', cause: unreachable, attempt: 2, retryAt: 0 }, false],
      [hung, false],
      [failed, false],
      [{ kind: 'stopped' }, false],
    ];
    const labels = states.map(([state, stale]) => {
      const [, , item] = menuOf([someView({ state, stale })]);
      return item?.kind === 'submenu' ? item.label : '';
    });
    expect(new Set(labels.map((label) => label.charAt(0))).size).toBe(states.length);
    expect(labels.map((label) => /\((\w+)\)$/.exec(label)?.[1])).toEqual([
      undefined,
      'Stale',
      'Ailing',
      'Starting',
      'Reconnecting',
      'Hung',
      'Failed',
      'Stopped',
    ]);
  });

  it('shows & and _ in a name as they are written', () => {
    const [, , forward] = menuOf([someView({ alias: 'R&D_api' })]);
    expect(forward?.kind === 'submenu' && forward.label).toContain('R&&D_api');
  });

  it('says plainly that the demo cluster is one', () => {
    const menu = trayView(someSnapshot({ source: { kind: 'demo', reason: 'nothing-configured' } })).menu;
    expect(printed(menu)[0]).toBe('[Demo cluster: nothing here is real]');
  });

  it('turns Pause watching into Resume watching', () => {
    const menu = trayView(someSnapshot({ forwards: [someView()], watching: false })).menu;
    expect(itemLabelled(menu, 'Resume watching').command).toEqual({ kind: 'set-watching', watching: true });
  });
});

describe('Muting in the tray', () => {
  const end = new Date(2026, 2, 12, 15, 2).getTime();
  const menuWith = (mutes: readonly Mute[], count = 1) => trayView(someSnapshot({ forwards: many(count) }), mutes).menu;

  it('is for an hour, and says until when', () => {
    expect(itemLabelled(menuWith([]), 'Mute notifications for an hour').command).toEqual({
      kind: 'mute',
      subject: { kind: 'all' },
      forMs: 3_600_000,
    });
    const muted = menuWith([{ subject: { kind: 'all' }, until: end }]);
    const unmute = { kind: 'unmute', subject: { kind: 'all' } };
    expect(itemLabelled(muted, 'Unmute notifications (muted until 15:02)').command).toEqual(unmute);
  });

  it('of a forward is until it is ended', () => {
    const subject = { kind: 'forward', id: '127.0.0.1:9000' } as const;
    const { command } = itemLabelled(menuWith([]), 'Mute its notifications');
    expect(command).toEqual({ kind: 'mute', subject, forMs: null });
    const ended = itemLabelled(menuWith([{ subject, until: null }]), 'Unmute its notifications').command;
    expect(ended).toEqual({ kind: 'unmute', subject });
  });

  it('of a group is where the group has a submenu', () => {
    const { command } = itemLabelled(menuWith([], 16), 'Mute notifications of this group');
    expect(command).toEqual({ kind: 'mute', subject: { kind: 'group', name: 'prod' }, forMs: null });
  });
});

describe('Production in the tray', () => {
  it('is marked by a word, also beside a state', () => {
    const labels = topLevel(menuOf([someView({ production: true }), someView({ production: true, state: hung })]));
    expect(labels).toContain('● orders-db  localhost:5432 → orders-db-7f9c  (production)');
    expect(labels.filter((label) => label.includes('(production, Hung)'))).toHaveLength(1);
  });
});

describe('The tray icon', () => {
  it('is the worst that is true', () => {
    expect(trayView(someSnapshot()).icon).toBe('empty');
    expect(trayView(someSnapshot({ forwards: [someView()] })).icon).toBe('well');
    expect(trayView(someSnapshot({ forwards: [someView(), someView({ state: hung })] })).icon).toBe('broken');
  });

  it('says in its tooltip what the summary says', () => {
    const view = trayView(someSnapshot({ forwards: [...many(11), someView({ state: hung })] }));
    expect(view.tooltip).toBe('Portwatch: 11 active, 1 hung (orders-db)');
  });

  it('does not call a file that cannot be read "nothing configured"', () => {
    const problem = { file: '/home/me/portwatch.yaml', line: 3, column: 1, path: '', message: 'No.', hint: '' };
    const view = trayView(someSnapshot({ problems: [problem, problem] }));
    expect(view.icon).toBe('broken');
    expect(view.tooltip).toContain('portwatch.yaml has 2 problems');
    expect(printed(view.menu)).toContain('portwatch.yaml has 2 problems');
  });

  it('says what is wrong in the file, and where, unless a forward below says it', () => {
    const problem = { file: '/home/me/p.yaml', line: 3, column: 9, path: '', message: 'port is 0', hint: '' };
    const nowhere = { ...problem, line: 0, column: 0, message: 'The file is empty' };
    const text = printed(trayView(someSnapshot({ problems: [problem, nowhere] })).menu).join('\n');
    expect(text).toContain('p.yaml:3:9: port is 0.');
    expect(text).toContain('p.yaml: The file is empty.');
    const broken = { ...unreachable, code: 'bad-config', message: '/home/me/p.yaml:3:9: port is 0' } as const;
    const view = someView({ state: { kind: 'failed', problem: broken } });
    const told = printed(trayView(someSnapshot({ forwards: [view], problems: [problem] })).menu).join('\n');
    expect(told.match(/port is 0/g)).toHaveLength(1);
  });
});

describe('A menu that shows the same as before', () => {
  it('is not rebuilt for a heartbeat or for passing time', () => {
    const before = trayView(someSnapshot({ forwards: [someView({ state: hung })] }));
    const later = { ...hung, elapsedMs: 99_000 };
    const after = trayView(someSnapshot({ forwards: [someView({ state: later, beat: someBeat({ count: 9 }) })] }));
    expect(sameMenu(before, after)).toBe(true);
  });

  it('is rebuilt when a pod was replaced', () => {
    const before = trayView(someSnapshot({ forwards: [someView()] }));
    const replaced = { kind: 'active', pod: 'orders-db-1b2c', since: 0, transport: 'spdy' } as const;
    const after = trayView(someSnapshot({ forwards: [someView({ state: replaced })] }));
    expect(sameMenu(before, after)).toBe(false);
  });
});
