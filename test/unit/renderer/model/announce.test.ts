import { describe, expect, it } from 'vitest';
import type { AppEvent } from '../../../../src/shared/events';
import { announcement } from '../../../../src/renderer/model/announce';
import { startOrStop } from '../../../../src/renderer/model/action';
import { shortPath } from '../../../../src/renderer/model/paths';
import { active, failed, hung, someView, unreachable, viewedAt } from '../../../support/views';

const view = someView();
const forwards = new Map([[view.id, view]]);
const base = { id: 1, time: viewedAt, forwardId: view.id } as const;

describe('a screen reader is told', () => {
  it('of a hang, a recovery and a failure, by name', () => {
    const hang: AppEvent = {
      ...base,
      type: 'watchdog.hung',
      elapsedMs: 17_000,
      heartbeats: 1,
      phase: 'forwarding',
      suspect: 'pod',
    };
    expect(announcement(hang, forwards)).toBe('orders-db is hung. No progress for 17 s: the pod does not answer.');
    const back: AppEvent = { ...base, type: 'watchdog.recovered', hungForMs: 21_000 };
    expect(announcement(back, forwards)).toBe('orders-db is back after 21 s.');
    const failure: AppEvent = { ...base, type: 'forward.error', problem: unreachable, connection: false };
    expect(announcement(failure, forwards)).toMatch(/^orders-db failed\. /);
  });

  it('of a config file that was read again', () => {
    const counts = { forwards: 3, added: 1, removed: 0, changed: 2, untouched: 0, settings: [] };
    const reload: AppEvent = { id: 1, time: viewedAt, type: 'config.reloaded', path: '/p.yaml', ...counts };
    expect(announcement(reload, forwards)).toBe('configuration read: 3 forwards, 1 added, 2 changed.');
  });

  it('of nothing else', () => {
    const reset: AppEvent = { ...base, type: 'forward.error', problem: unreachable, connection: true };
    expect(announcement(reset, forwards)).toBeNull();
    expect(announcement({ ...base, type: 'forward.stopped' }, forwards)).toBeNull();
  });
});

describe('the start-or-stop button', () => {
  it('stops what runs, hung included, and starts what does not, failed included', () => {
    expect([active, hung].map(startOrStop)).toEqual(['stop', 'stop']);
    expect([failed, { kind: 'stopped' } as const].map(startOrStop)).toEqual(['start', 'start']);
  });
});

describe('a path', () => {
  it('is shown with ~ for the home folder, and only for that', () => {
    expect(shortPath('/home/mia/.config/x.yaml')).toBe('~/.config/x.yaml');
    expect(shortPath('/Users/mia/x.yaml')).toBe('~/x.yaml');
    expect(shortPath('/root/x.yaml')).toBe('~/x.yaml');
    expect(shortPath('/etc/home/mia/x.yaml')).toBe('/etc/home/mia/x.yaml');
  });
});
