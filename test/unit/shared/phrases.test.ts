import { describe, expect, it } from 'vitest';
import { flapping } from '../../../src/shared/ailments';
import type { ForwardState } from '../../../src/shared/forward';
import {
  failedNotification,
  hungNotification,
  localText,
  loginNotification,
  manyNotification,
  nameList,
  problemSentence,
  recoveredNotification,
  stateHint,
  stateSentence,
  stateWord,
  summarySentence,
  suspectText,
  trayTooltip,
} from '../../../src/shared/phrases';
import { active, ailing, failed, hung, refusing, someView, unreachable, viewedAt } from '../../support/views';

const several = (count: number, changes = {}) =>
  Array.from({ length: count }, (_, index) => someView({ alias: `api-${String(index)}`, ...changes }));

describe('a state', () => {
  it('has one word, and stale replaces active only', () => {
    expect(stateWord(someView())).toBe('Active');
    expect(stateWord(someView({ stale: true }))).toBe('Stale');
    expect(stateWord(someView({ stale: true, state: hung }))).toBe('Hung');
  });

  it('says where a stopped forward no longer listens', () => {
    expect(stateSentence(someView({ state: { kind: 'stopped' } }), viewedAt)).toBe(
      'Stopped: Portwatch does not listen on localhost:5432.',
    );
  });

  describe('of a forward without a tunnel that nobody needs', () => {
    const listening = { kind: 'listening', since: viewedAt, idleMs: null, problem: null } as const;
    const said = (state: ForwardState) => stateSentence(someView({ state }), viewedAt);

    it('is that it listens, never that it is active', () => {
      expect(stateWord(someView({ state: listening }))).toBe('Listening');
      expect(said(listening)).toBe('Listening on localhost:5432; connects on first use.');
      expect(summarySentence([someView(), someView({ state: listening })], true)).toBe('1 active, 1 listening');
    });

    it('says for how long nobody had used the last one', () => {
      expect(said({ ...listening, idleMs: 300_000 })).toBe(
        'Listening on localhost:5432; connects on the next use. Its tunnel was closed after 5 min without use.',
      );
    });

    it('says what the last one met, and what to do', () => {
      const state = { ...listening, problem: unreachable };
      expect(said(state)).toBe(
        'Listening on localhost:5432; connects on the next use. Last time: The API server of prod cannot be reached.',
      );
      expect(stateHint(someView({ state }))).toBe('Check the VPN.');
    });
  });

  it('says what an active forward does, and admits when that is not certain', () => {
    expect(stateSentence(someView(), viewedAt)).toBe('Forwarding localhost:5432 to orders-db-7f9c.');
    expect(stateSentence(someView({ stale: true }), viewedAt)).toBe(
      'No fresh sign of life from orders-db-7f9c. It is being checked.',
    );
  });

  it('counts the time of a hang on, so that the sentence is true whenever it is read', () => {
    const view = someView({ state: hung });
    expect(stateSentence(view, viewedAt)).toBe('No progress for 17 s: the API server does not answer.');
    expect(stateSentence(view, viewedAt + 60_000)).toBe('No progress for 1 min: the API server does not answer.');
    expect(stateHint(view)).toBe('Check the network or VPN, and that kubectl can reach prod.');
  });

  it('never claims less than the time that the watchdog measured, should the wall clock be set back', () => {
    expect(stateSentence(someView({ state: hung }), viewedAt - 3_600_000)).toContain('No progress for 15 s');
  });

  it('of a forward whose app is ill says what and what to do, and never "Active"', () => {
    const view = someView({ state: ailing });
    expect(stateWord(view)).toBe('Ailing');
    expect(stateSentence(view, viewedAt)).toBe(refusing.message);
    expect(stateHint(view)).toBe('Look at the app in the pod.');
    expect(summarySentence([view, someView()], true)).toBe('1 active, 1 ailing (orders-db)');
  });

  it('of a forward that is lost again and again says how often, whether it forwards at this moment or not', () => {
    const ailment = flapping(5, 120_000, 'api-server');
    expect(stateSentence(someView({ state: { ...active, ailment } }), viewedAt)).toBe(
      'Forwarding localhost:5432 to orders-db-7f9c. Lost 5 times in the last 2 minutes.',
    );
    const state = { kind: 'reconnecting', cause: unreachable, attempt: 4, retryAt: viewedAt, ailment } as const;
    expect(stateSentence(someView({ state }), viewedAt)).toBe(
      'The API server of prod cannot be reached. Lost 5 times in the last 2 minutes. Connecting again now (attempt 4).',
    );
    expect(stateHint(someView({ state }))).toBe('Check the VPN.');
  });

  it('says why it reconnects and when', () => {
    const state = { kind: 'reconnecting', cause: unreachable, attempt: 4, retryAt: viewedAt + 2_400 } as const;
    expect(stateSentence(someView({ state }), viewedAt)).toBe(
      'The API server of prod cannot be reached. Next try in 3 s (attempt 4).',
    );
    expect(stateSentence(someView({ state }), viewedAt + 2_400)).toContain('Connecting again now (attempt 4).');
  });

  it('of a failure is its message, with what to do as the hint', () => {
    expect(stateSentence(someView({ state: failed }), viewedAt)).toBe('Port 5432 is taken by postgres (process 812).');
    expect(stateHint(someView({ state: failed }))).toBe('Stop it or choose another port.');
  });
});

describe('a problem', () => {
  it('is its message and its hint, each ended like a sentence', () => {
    expect(problemSentence({ ...unreachable, message: 'No such pod', hint: '' })).toBe('No such pod.');
    expect(problemSentence(unreachable)).toBe('The API server of prod cannot be reached. Check the VPN.');
  });

  it('is blamed on the part that is ill, in different words for each', () => {
    const suspects = ['lane', 'local', 'api-server', 'credentials', 'pod', 'app'] as const;
    expect(new Set(suspects.map(suspectText)).size).toBe(suspects.length);
  });
});

describe('an address', () => {
  it('is written as people type it', () => {
    expect(localText(someView())).toBe('localhost:5432');
    expect(localText(someView({ address: '0.0.0.0:80' }))).toBe('0.0.0.0:80');
    expect(localText(someView({ address: '[::1]:80' }))).toBe('[::1]:80');
  });
});

describe('the summary', () => {
  it('counts the states and names the ill ones', () => {
    const forwards = [...several(11), someView({ state: hung })];
    expect(summarySentence(forwards, true)).toBe('11 active, 1 hung (orders-db)');
    expect(trayTooltip(forwards, true)).toBe('Portwatch: 11 active, 1 hung (orders-db)');
  });

  it('keeps short when many are ill', () => {
    expect(summarySentence(several(6, { state: hung }), true)).toBe('6 hung (api-0, api-1 and 4 more)');
  });

  it('counts a stale forward as stale, not as active', () => {
    expect(summarySentence([someView({ stale: true })], true)).toBe('1 stale');
  });

  it('says when nobody is watching and when there is nothing to watch', () => {
    expect(summarySentence([someView()], false)).toBe('1 active, watching is paused');
    expect(summarySentence([], true)).toBe('no forwards yet');
    expect(summarySentence([], true, true)).toBe('the config file cannot be used');
  });
});

describe('a list of names', () => {
  it('is cut only where that saves room', () => {
    expect(nameList(several(3), 2)).toBe('api-0, api-1, api-2');
    expect(nameList(several(4), 2)).toBe('api-0, api-1 and 2 more');
  });
});

describe('a notification', () => {
  const measured = { elapsedMs: 17_200, suspect: 'api-server' } as const;

  it('of a hang says what, why, and that it is being mended', () => {
    expect(hungNotification(someView(), measured, 'reconnect')).toEqual({
      title: 'orders-db is hung',
      body: 'No progress for 17 s: the API server does not answer. Reconnecting. Click to restart now.',
    });
  });

  it('of a hang does not claim to reconnect what waits for the user', () => {
    expect(hungNotification(someView(), measured, 'notify').body).toBe(
      'No progress for 17 s: the API server does not answer. Click to restart.',
    );
  });

  it('of a recovery says how long it took', () => {
    expect(recoveredNotification(someView({ state: active }), 21_400).title).toBe('orders-db is back after 21 s');
  });

  it('of a failure says what to do', () => {
    expect(failedNotification(someView(), unreachable)).toEqual({
      title: 'orders-db failed',
      body: 'The API server of prod cannot be reached. Check the VPN.',
    });
  });

  it('of a needed log-in counts the forwards that wait for it', () => {
    expect(loginNotification('prod', unreachable, 5)).toEqual({
      title: 'Log in to prod',
      body: 'The API server of prod cannot be reached. Check the VPN. 5 forwards wait for it.',
    });
  });

  it('of many at once is one, and names the cluster when it is the same for all', () => {
    expect(manyNotification(several(7, { state: hung }), 'hung')).toEqual({
      title: '7 forwards to prod are hung',
      body: 'api-0, api-1, api-2, api-3 and 3 more. Click to see them.',
    });
    expect(manyNotification([someView(), someView({ context: 'dev' })], 'failed').title).toBe('2 forwards failed');
    expect(manyNotification(several(2), 'back').title).toBe('2 forwards to prod are back');
  });
});
