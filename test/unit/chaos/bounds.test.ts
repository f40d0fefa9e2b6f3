import { describe, expect, it } from 'vitest';
import {
  belittledBound,
  durationMs,
  noticedBound,
  refutedAfterSleepBound,
  refutedBound,
  servedBound,
  sleepMs,
} from '../../chaos/bounds';
import { faultKinds, traitsOf } from '../../chaos/kinds';
import { chaosSettings } from '../../chaos/settings';

const { thresholdMs, checkMs, pollMs, askedMs, retryMs, slackMs } = chaosSettings;

describe('bounds', () => {
  it('are there for every fault, each with a reason', () => {
    for (const kind of faultKinds) {
      const noticed = noticedBound(kind, chaosSettings);
      expect(noticed === null).toBe(traitsOf[kind].reported === null);
      for (const bound of [noticed, servedBound(kind, chaosSettings)]) {
        if (!bound) continue;
        expect(bound.ms).toBeGreaterThan(0);
        expect(bound.why.length).toBeGreaterThan(10);
      }
    }
  });

  it('of a hang are the threshold and a check', () => {
    expect(noticedBound('pod silent', chaosSettings)?.ms).toBe(thresholdMs + checkMs + slackMs);
    expect(refutedBound(chaosSettings).ms).toBe(thresholdMs + checkMs + slackMs);
  });

  it('of what the system tells is no more than a step', () => {
    expect(noticedBound('tunnels reset', chaosSettings)?.ms).toBe(slackMs);
  });

  it('of a recovery are the time until somebody waits, and the longest wait between attempts from then on', () => {
    expect(servedBound('API server away', chaosSettings).ms).toBe(askedMs + retryMs + slackMs);
  });

  it('of good news about a forward that is belittled are a poll and a check', () => {
    expect(belittledBound(chaosSettings).ms).toBe(pollMs + checkMs + slackMs);
  });

  it('follow from the settings: a longer threshold makes them longer', () => {
    const slower = { ...chaosSettings, thresholdMs: 15_000 };
    for (const kind of ['pod silent', 'lane frozen', 'tunnels black-holed'] as const) {
      expect(noticedBound(kind, slower)?.ms).toBe((noticedBound(kind, chaosSettings)?.ms ?? 0) + 12_000);
    }
    expect(refutedAfterSleepBound(slower).ms).toBeGreaterThan(refutedAfterSleepBound(chaosSettings).ms);
  });
});

describe('a fault', () => {
  it('that must not be taken for a hang lasts longer than one takes to be seen', () => {
    for (const kind of ['app stalled', 'slow tunnels', 'client stalled'] as const) {
      expect(durationMs(kind, chaosSettings)[0]).toBeGreaterThan(thresholdMs + checkMs);
    }
    expect(sleepMs(chaosSettings)).toBeGreaterThan(thresholdMs + checkMs);
  });

  it('that has to be seen as a hang lasts until it must have been', () => {
    expect(durationMs('pod silent', chaosSettings)[0]).toBeGreaterThanOrEqual(
      noticedBound('pod silent', chaosSettings)?.ms ?? Infinity,
    );
  });
});
