import { describe, expect, it } from 'vitest';
import { decide, patientsAmong, recoveredAfterMs, suspectOf } from '../../../src/main/engine/watchdog-decide';
import { excused, heard, newRecord, type WatchRecord, withEpisode } from '../../../src/main/engine/watchdog-record';
import { defaultWatchdogSettings as settings } from '../../../src/shared/watchdog-settings';

/** Registered at 0, last beat at `beatAt`. */
function worker(id: string, beatAt: number | null, given: Partial<WatchRecord> = {}): WatchRecord {
  const record = newRecord({ id, kind: 'forward', hostId: null, onHang: 'reconnect' }, 0);
  return { ...(beatAt === null ? record : heard(record, {}, beatAt, 10_500)), ...given };
}

describe('The verdict', () => {
  it('is nothing at all for workers that are well', () => {
    const findings = decide([worker('a', 90_000), worker('new', null, { excusedAt: 99_000 })], 100_000, settings);
    expect(findings).toEqual({ hung: [], stillHung: [], stale: [], recovered: [] });
  });

  it('tells the newly hung, the still hung, the stale and the recovered apart', () => {
    const records = [
      worker('hung', 80_000),
      withEpisode(worker('still', 50_000), 70_000),
      worker('stale', 88_000),
      heard(withEpisode(worker('back', 50_000), 70_000), {}, 99_000, 10_500),
    ];
    const findings = decide(records, 100_000, settings);
    expect(findings.hung.map(({ report }) => report)).toEqual([
      { id: 'hung', elapsedMs: 20_000, heartbeats: 1, phase: 'forwarding', suspect: 'api-server' },
    ]);
    expect(findings.stillHung.map(({ id }) => id)).toEqual(['still']);
    expect(findings.stale).toEqual([{ record: records[2], ageMs: 12_000 }]);
    expect(findings.recovered).toEqual([{ record: records[3], hungForMs: 49_000 }]);
  });

  it.each([
    { silentMs: 15_000, hung: 0 },
    { silentMs: 15_001, hung: 1 },
  ])('after $silentMs ms of silence is hung for $hung worker', ({ silentMs, hung }) => {
    expect(decide([worker('a', 1_000)], 1_000 + silentMs, settings).hung.length).toBe(hung);
  });

  it('does not hold excused silence against anybody, but tells the real elapsed time afterwards', () => {
    const record = excused(worker('a', 0), 100_000);
    expect(decide([record], 115_000, settings).hung).toEqual([]);
    expect(decide([record], 115_001, settings).hung).toMatchObject([{ report: { elapsedMs: 115_001 } }]);
  });

  it('changes nothing that it is given', () => {
    const record = Object.freeze(worker('a', 0));
    expect(decide([record], 60_000, settings).hung[0]?.record).toBe(record);
  });
});

describe('Recovery', () => {
  it('is nothing that a worker without an episode can have', () => {
    expect(recoveredAfterMs(worker('a', 1_000), 1_000, settings)).toBeNull();
  });
});

describe('The suspect', () => {
  it.each([
    ['binding', 'local'],
    ['listening', 'local'],
    ['waiting', 'local'],
    ['resolving', 'api-server'],
    ['connecting', 'api-server'],
    ['forwarding', 'api-server'],
  ] as const)('of a worker silent while %s is %s', (phase, suspect) => {
    expect(suspectOf(phase, 'well')).toBe(suspect);
  });

  it('is the part whose answer is waited for, where that is known', () => {
    const waits = { ageMs: 60_000, phase: 'resolving', awaits: 'credentials' } as const;
    const record = heard(worker('a', null), waits, 60_000, 10_500);
    expect(decide([record], 60_000, settings).hung).toMatchObject([{ report: { suspect: 'credentials' } }]);
    expect(suspectOf('resolving', 'hung', record.blamed)).toBe('lane');
    const nextPhase = heard(record, { ageMs: 65_000, phase: 'connecting' }, 65_000, 10_500);
    expect(decide([nextPhase], 65_000, settings).hung).toMatchObject([{ report: { suspect: 'api-server' } }]);
  });

  it.each(['late', 'hung'] as const)('is the lane in any phase when that is %s', (host) => {
    expect(suspectOf('binding', host)).toBe('lane');
    expect(suspectOf('forwarding', host)).toBe('lane');
  });
});

describe('The patients', () => {
  const lane = (id: string, beatAt: number) => worker(id, beatAt, { kind: 'lane' });
  const hung = (hostId: string | null) => withEpisode(worker(`on ${String(hostId)}`, 0, { hostId }), 20_000);

  it('are those in an episode, each with the condition of its lane', () => {
    const records = [
      worker('well', 99_000),
      lane('quick', 95_000),
      lane('late', 89_000),
      lane('hung', 80_000),
      ...['quick', 'late', 'hung', 'gone', null].map(hung),
    ];
    const conditions = patientsAmong(records, 100_000, settings).map(({ id, host }) => [id, host]);
    expect(conditions).toEqual([
      ['on quick', 'well'],
      ['on late', 'late'],
      ['on hung', 'hung'],
      ['on gone', 'well'],
      ['on null', 'well'],
    ]);
  });

  it('are well hosted when what they name as their lane is none', () => {
    const records = [worker('b', 0), withEpisode(worker('a', 0, { hostId: 'b' }), 20_000)];
    expect(patientsAmong(records, 100_000, settings)).toMatchObject([{ id: 'a', host: 'well' }]);
  });

  it('are silent since their last proof, or since they were last excused', () => {
    const record = withEpisode(worker('a', 5_000), 25_000);
    expect(patientsAmong([record], 30_000, settings)).toMatchObject([{ silentSince: 5_000 }]);
    expect(patientsAmong([excused(record, 29_000)], 30_000, settings)).toMatchObject([{ silentSince: 29_000 }]);
  });
});
