import { describe, expect, it } from 'vitest';
import { flappingAilment, isLoss, type Losses, lossesAt, noLosses, withLoss } from '../../../src/main/worker/flapping';
import { problemWith } from '../../support/forwards';

function lostAt(...times: readonly number[]): Losses {
  return times.reduce((losses, time) => withLoss(lossesAt(losses, time), 'pod', time), noLosses);
}

describe('a forward', () => {
  it('flaps when it is lost four times within two minutes, and says how often and on which side', () => {
    expect(flappingAilment(lostAt(0, 30_000, 60_000))).toBeNull();
    expect(flappingAilment(lostAt(0, 30_000, 60_000, 119_000))).toMatchObject({
      code: 'flapping',
      message: 'Lost 4 times in the last 2 minutes.',
      suspect: 'pod',
    });
  });

  it('does not flap when the losses are spread over a longer time', () => {
    expect(flappingAilment(lostAt(0, 50_000, 100_000, 150_000, 200_000))).toBeNull();
  });

  it('says of an episode only what is true of the last two minutes, and ends it after two without a loss', () => {
    const episode = lostAt(0, 1_000, 2_000, 3_000);
    expect(flappingAilment(lossesAt(episode, 121_500))?.message).toBe('Lost 2 times in the last 2 minutes.');
    expect(flappingAilment(lossesAt(episode, 122_500))?.message).toBe('Lost once in the last 2 minutes.');
    expect(flappingAilment(lossesAt(episode, 123_000))).toBeNull();
  });

  it('stays in its episode when it is lost again before that', () => {
    const episode = lostAt(0, 1_000, 2_000, 3_000, 122_500);
    expect(flappingAilment(episode)?.message).toBe('Lost 2 times in the last 2 minutes.');
    expect(flappingAilment(lossesAt(episode, 240_000))).not.toBeNull();
  });

  it('is not lost when its pod is replaced', () => {
    expect(isLoss(problemWith('pod-gone'))).toBe(false);
    expect(isLoss(problemWith('tunnel-lost'))).toBe(true);
  });
});
