import { describe, expect, it } from 'vitest';
import {
  episodeOver,
  type Escalation,
  hardRestartLimit,
  noEscalation,
  type Patient,
  planRescue,
  stepTaken,
} from '../../../src/main/engine/escalation';

const thresholdMs = 15_000;
const minute = 60_000;

/** Silent since 0. */
function forward(id: string, given: Partial<Patient> = {}): Patient {
  const fixed = { id, kind: 'forward', onHang: 'reconnect', hostId: null, host: 'well', silentSince: 0 } as const;
  return { ...fixed, escalation: noEscalation, ...given };
}

function lane(id: string, given: Partial<Patient> = {}): Patient {
  return forward(id, { kind: 'lane', ...given });
}

/** After as many restarts as the limit allows, one a minute from `from` on. */
function restartedOften(from: number): Escalation {
  let escalation = noEscalation;
  for (let restart = 0; restart < hardRestartLimit; restart += 1) {
    escalation = stepTaken(escalation, 'restart', from + restart * minute);
  }
  return escalation;
}

describe('A hung forward', () => {
  it('is first told to reconnect, together with the verdict', () => {
    expect(planRescue([forward('a')], 15_001, thresholdMs)).toEqual([{ step: 'reconnect', id: 'a' }]);
  });

  it('is left alone while it shows signs of life', () => {
    expect(planRescue([forward('a', { silentSince: 10_000 })], 20_000, thresholdMs)).toEqual([]);
  });

  it('is restarted when it is still silent one more threshold after the reconnect, and not before', () => {
    const patient = forward('a', { escalation: stepTaken(noEscalation, 'reconnect', 20_000) });
    expect(planRescue([patient], 34_999, thresholdMs)).toEqual([]);
    expect(planRescue([patient], 35_000, thresholdMs)).toEqual([{ step: 'restart', id: 'a' }]);
  });

  it('that stirred after the reconnect has a full threshold from then on', () => {
    const patient = forward('a', { silentSince: 30_000, escalation: stepTaken(noEscalation, 'reconnect', 20_000) });
    expect(planRescue([patient], 44_999, thresholdMs)).toEqual([]);
    expect(planRescue([patient], 45_000, thresholdMs)).toEqual([{ step: 'restart', id: 'a' }]);
  });

  it('is restarted again after each further threshold of silence', () => {
    const patient = forward('a', { escalation: stepTaken(noEscalation, 'restart', 35_000) });
    expect(planRescue([patient], 50_000, thresholdMs)).toEqual([{ step: 'restart', id: 'a' }]);
  });

  it('is given up instead of a sixth hard restart within ten minutes', () => {
    const patient = forward('a', { escalation: restartedOften(0) });
    expect(planRescue([patient], 5 * minute, thresholdMs)).toEqual([{ step: 'give-up', id: 'a', hardRestarts: 5 }]);
  });

  it('is not given up when the first of five restarts is ten minutes ago', () => {
    const patient = forward('a', { escalation: restartedOften(0) });
    expect(planRescue([patient], 10 * minute, thresholdMs)).toEqual([{ step: 'restart', id: 'a' }]);
  });

  it('is told to reconnect before it is given up, also when an earlier episode used up its restarts', () => {
    const patient = forward('a', { escalation: episodeOver(restartedOften(0)) });
    expect(planRescue([patient], 5 * minute, thresholdMs)).toEqual([{ step: 'reconnect', id: 'a' }]);
    const reconnected = { ...patient, escalation: stepTaken(patient.escalation, 'reconnect', 5 * minute) };
    expect(planRescue([reconnected], 6 * minute, thresholdMs)).toMatchObject([{ step: 'give-up' }]);
  });

  it('is left alone once it was given up', () => {
    const patient = forward('a', { escalation: stepTaken(restartedOften(0), 'give-up', 5 * minute) });
    expect(planRescue([patient], 60 * minute, thresholdMs)).toEqual([]);
  });

  it('is left to the user when it says notify', () => {
    expect(planRescue([forward('a', { onHang: 'notify' })], minute, thresholdMs)).toEqual([]);
  });

  it('is told nothing while its lane is late or hung: it could not hear it', () => {
    const patients = [forward('a', { hostId: 'l', host: 'late' }), forward('b', { hostId: 'l', host: 'hung' })];
    expect(planRescue(patients, minute, thresholdMs)).toEqual([]);
  });
});

describe('A hung lane', () => {
  it('is replaced once for all of its forwards; of several, it counts against none', () => {
    const aboard = { hostId: 'l', host: 'hung' } as const;
    const patients = [lane('l'), forward('a', aboard), forward('b', aboard), forward('elsewhere', { hostId: 'm' })];
    expect(planRescue(patients, 20_000, thresholdMs)).toEqual([
      { step: 'replace-lane', hostId: 'l', forwardIds: ['a', 'b'], counts: false },
      { step: 'reconnect', id: 'elsewhere' },
    ]);
  });

  it('is replaced without any hung forward on it, too', () => {
    expect(planRescue([lane('l')], 20_000, thresholdMs)).toEqual([
      { step: 'replace-lane', hostId: 'l', forwardIds: [], counts: false },
    ]);
  });

  it('is replaced whatever its forwards say about hanging, but those that say notify have taken no step', () => {
    const patients = [lane('l'), forward('a', { hostId: 'l', host: 'hung', onHang: 'notify' })];
    expect(planRescue(patients, 20_000, thresholdMs)).toMatchObject([{ step: 'replace-lane', forwardIds: [] }]);
  });

  it('that is still there and silent after one more threshold is replaced again, and not before', () => {
    const patient = lane('l', { escalation: stepTaken(noEscalation, 'replace-lane', 20_000) });
    expect(planRescue([patient], 34_999, thresholdMs)).toEqual([]);
    expect(planRescue([patient], 35_000, thresholdMs)).toMatchObject([{ step: 'replace-lane' }]);
  });

  it('is not replaced while it shows signs of life', () => {
    expect(planRescue([lane('l', { silentSince: 10_000 })], 20_000, thresholdMs)).toEqual([]);
  });

  it('is replaced without the only forward on it when that is beyond hope: it is given up first', () => {
    const aboard = { hostId: 'l', host: 'hung' } as const;
    const patients = [
      lane('l', { silentSince: 4 * minute }),
      forward('a', { ...aboard, escalation: restartedOften(0) }),
    ];
    expect(planRescue(patients, 5 * minute, thresholdMs)).toEqual([
      { step: 'give-up', id: 'a', hardRestarts: 5 },
      { step: 'replace-lane', hostId: 'l', forwardIds: [], counts: true },
    ]);
  });

  it('is not what a forward is given up for that others are with: any of them may be to blame', () => {
    const aboard = { hostId: 'l', host: 'hung' } as const;
    const hopeless = forward('a', { ...aboard, escalation: restartedOften(0) });
    const other = forward('b', { ...aboard, onHang: 'notify' });
    expect(planRescue([lane('l', { silentSince: 4 * minute }), hopeless, other], 5 * minute, thresholdMs)).toEqual([
      { step: 'replace-lane', hostId: 'l', forwardIds: ['a'], counts: false },
    ]);
  });
});

describe('The memory of escalation', () => {
  it('does not count the replacement of a lane with several forwards', () => {
    expect(stepTaken(noEscalation, 'replace-lane', 1_000, false).hardRestartsAt).toEqual([]);
  });

  it('counts restarts and lane replacements, and no other step', () => {
    let escalation = noEscalation;
    for (const step of ['reconnect', 'restart', 'replace-lane', 'give-up'] as const) {
      escalation = stepTaken(escalation, step, 1_000);
    }
    expect(escalation).toEqual({ lastStep: 'give-up', lastStepAt: 1_000, hardRestartsAt: [1_000, 1_000] });
  });

  it('does not grow beyond ten minutes', () => {
    let escalation = noEscalation;
    for (let at = 0; at <= 60 * minute; at += minute) escalation = stepTaken(escalation, 'restart', at);
    expect(escalation.hardRestartsAt.length).toBe(10);
  });

  it('outlives the episode, whose steps are forgotten', () => {
    const escalation = episodeOver(stepTaken(noEscalation, 'restart', 1_000));
    expect(escalation).toEqual({ ...noEscalation, hardRestartsAt: [1_000] });
  });
});
