import { describe, expect, it } from 'vitest';
import { rowMenuOf, type RowMenuWorld } from '../../../../src/renderer/model/row-menu';
import { muteHourMs } from '../../../../src/shared/preferences';
import type { ForwardView } from '../../../../src/shared/view';
import { someView } from '../../../support/views';

const orders = someView();
const stopped = someView({ state: { kind: 'stopped' } });

function menuOf(view: ForwardView, changes: Partial<RowMenuWorld> = {}) {
  const source = { kind: 'file', path: '/portwatch.yaml' } as const;
  return rowMenuOf(view, { source, mutes: [], isInDetails: false, ...changes });
}

function labels(view: ForwardView, changes: Partial<RowMenuWorld> = {}): readonly (readonly string[])[] {
  return menuOf(view, changes).map((section) => section.map(({ label }) => label));
}

function itemIn(sections: ReturnType<typeof menuOf>, label: string) {
  const item = sections.flat().find((other) => other.label === label);
  if (!item) throw new Error(`There is no ${label}`);
  return item;
}

describe('the menu of a forward', () => {
  it('has what is done most first, then what the file says, then its notifications, and at the end what harms', () => {
    expect(labels(orders)).toEqual([
      ['Show details', 'Stop', 'Restart', 'Copy address', 'Open in browser', 'Diagnose'],
      ['Edit…', 'Duplicate…', 'Starts with Portwatch'],
      ['Mute its notifications for an hour', 'Mute its notifications', 'Mute notifications of this group'],
      ['Delete…'],
    ]);
    expect(itemIn(menuOf(orders), 'Delete…').isHarmful).toBe(true);
  });

  it('is about its forward, whatever the keyboard is at', () => {
    const { id } = orders;
    expect(itemIn(menuOf(orders), 'Stop').command).toEqual({ kind: 'start-stop', id });
    expect(itemIn(menuOf(orders), 'Duplicate…').command).toEqual({ kind: 'duplicate', id });
    expect(itemIn(menuOf(orders), 'Mute its notifications for an hour').command).toEqual({
      kind: 'mute',
      subject: { kind: 'forward', id },
      forMs: muteHourMs,
    });
    expect(itemIn(menuOf(orders), 'Mute notifications of this group').command).toEqual({
      kind: 'mute',
      subject: { kind: 'group', name: 'prod' },
      forMs: null,
    });
  });

  it('keeps the place of what cannot be done now, and says when it can', () => {
    expect(itemIn(menuOf(stopped), 'Open in browser')).toMatchObject({ isPossible: false, hint: 'Only while it runs' });
    expect(labels(stopped)[0]).toEqual(labels(orders)[0]?.map((label) => (label === 'Stop' ? 'Start' : label)));
  });

  it('ticks what starts with Portwatch, and tells what else comes with that', () => {
    expect(itemIn(menuOf(orders), 'Starts with Portwatch')).toMatchObject({
      isTicked: true,
      hint: 'Without the tick it stops now, too',
    });
    expect(itemIn(menuOf({ ...orders, autostart: false }), 'Starts with Portwatch')).toMatchObject({
      isTicked: false,
      hint: 'With the tick it starts now, too',
    });
  });

  it('changes no file where there is none', () => {
    const all = labels(orders, { source: { kind: 'demo', reason: 'asked' } }).flat();
    expect(all).not.toContain('Edit…');
    expect(all).not.toContain('Delete…');
    expect(all).toContain('Mute its notifications');
  });

  it('ends what is muted, by whatever it is', () => {
    const until = new Date(2026, 2, 12, 15, 2).getTime();
    const quiet = labels(orders, {
      mutes: [
        { subject: { kind: 'forward', id: orders.id }, until },
        { subject: { kind: 'group', name: 'prod' }, until: null },
        { subject: { kind: 'all' }, until: null },
      ],
    });
    expect(quiet[2]).toEqual([
      'Unmute all notifications',
      'Unmute its notifications (muted until 15:02)',
      'Unmute notifications of this group',
    ]);
  });

  it('mutes nothing that the file leaves out of notifications already', () => {
    expect(labels({ ...orders, notify: false })[2]).toEqual(['Mute notifications of this group']);
  });

  it('does not offer the details to whom looks at them', () => {
    expect(labels(orders, { isInDetails: true })[0]?.[0]).toBe('Stop');
  });
});
