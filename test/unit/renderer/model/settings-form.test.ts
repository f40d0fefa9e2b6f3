import { describe, expect, it } from 'vitest';
import { defaultsOf, durationOf, editOf, faultsIn, formOf } from '../../../../src/renderer/model/settings-form';
import { muteChoices, muteName } from '../../../../src/renderer/model/mute-choices';
import type { GivenSettings } from '../../../../src/shared/settings-edit';
import type { ConfigSettingsView } from '../../../../src/shared/setup';
import { defaultWatchdogSettings } from '../../../../src/shared/watchdog-settings';
import { someView } from '../../../support/views';

function config(given: GivenSettings = { watchdog: {} }): ConfigSettingsView {
  const times = { watchdog: defaultWatchdogSettings, lanes: 3 };
  return { path: '/home/me/pw.yaml', given, inUse: times, whenAbsent: times };
}

const empty = { poll: '', check: '', threshold: '', lanes: '' };

describe('The watchdog in the settings', () => {
  it('shows what the file says, and the defaults for the rest', () => {
    const given = { watchdog: { poll: '3s' }, lanes: 2 };
    expect(formOf(config(given))).toEqual({ ...empty, poll: '3s', lanes: '2' });
    expect(defaultsOf(config())).toEqual({ poll: '5s', check: '5s', threshold: '15s', lanes: '3' });
    expect(durationOf(1_500)).toBe('1500ms');
  });

  it.each([
    [{ poll: 'soon' }, { poll: 'Write a time with its unit, such as 500ms, 5s or 1m30s.' }],
    [{ poll: '5' }, { poll: 'Write a time with its unit, such as 500ms, 5s or 1m30s.' }],
    [{ check: '25h' }, { check: 'At least 1 ms, and 24 hours at most.' }],
    [{ check: '0s' }, { check: 'At least 1 ms, and 24 hours at most.' }],
    [{ poll: '9s' }, { threshold: 'At least twice the time between two questions: 18s.' }],
    [{ threshold: '9s' }, { threshold: 'At least twice the time between two questions: 10s.' }],
    [{ lanes: '17' }, { lanes: 'A whole number from 1 to 16.' }],
    [{ lanes: '1.5' }, { lanes: 'A whole number from 1 to 16.' }],
    [{ poll: ' 1s ', threshold: '2s', lanes: '16' }, {}],
  ])('says what is wrong with %j', (typed, faults) => {
    expect(faultsIn({ ...empty, ...typed }, config())).toEqual(faults);
  });

  it('asks for what is different only, and takes away what is empty', () => {
    const before = config({ watchdog: { poll: '3s', threshold: '9s' }, lanes: 2 });
    expect(editOf(before, formOf(before))).toBeNull();
    expect(editOf(before, { poll: '4s', check: '', threshold: '', lanes: '' })).toEqual({
      watchdog: { poll: '4s', threshold: null },
      lanes: null,
    });
    expect(editOf(before, { ...formOf(before), lanes: '4' })).toEqual({ lanes: 4 });
  });
});

describe('What can be muted', () => {
  const views = [
    someView({ id: 'a', alias: 'web', group: 'prod' }),
    someView({ id: 'b', alias: 'jobs', group: 'prod' }),
    someView({ id: 'c', alias: 'db', group: 'staging' }),
  ];

  it('is everything, each group and each forward, but for what is muted', () => {
    const all = muteChoices(views, []);
    expect([all.all, all.groups.map(({ name }) => name), all.forwards.map(({ name }) => name)]).toEqual([
      true,
      ['prod', 'staging'],
      ['web', 'jobs', 'db'],
    ]);
    const left = muteChoices(views, [
      { subject: { kind: 'all' }, until: null },
      { subject: { kind: 'group', name: 'prod' }, until: null },
      { subject: { kind: 'forward', id: 'c' }, until: null },
    ]);
    expect([left.all, left.groups.length, left.forwards.length]).toEqual([false, 1, 2]);
  });

  it('is called by its name, and what is gone by what is left of it', () => {
    const byId = new Map(views.map((view) => [view.id, view]));
    expect(muteName({ subject: { kind: 'forward', id: 'a' }, until: null }, byId)).toBe('web');
    expect(muteName({ subject: { kind: 'group', name: 'prod' }, until: null }, byId)).toBe('Group prod');
    expect(muteName({ subject: { kind: 'forward', id: 'x' }, until: null }, byId)).toBe('x (not in the list any more)');
  });
});
