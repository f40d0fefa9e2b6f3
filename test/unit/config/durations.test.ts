import { describe, expect, it } from 'vitest';
import { parseGoDuration } from '../../../src/shared/go-duration';

describe('a Go duration', () => {
  it.each([
    ['0', 0],
    ['0s', 0],
    ['5s', 5_000],
    ['250ms', 250],
    ['1m30s', 90_000],
    ['1h15m30.918s', 4_530_918],
    ['.5s', 500],
    ['1.s', 1_000],
    ['100us', 0.1],
    ['100µs', 0.1],
    ['100μs', 0.1],
    ['1000000ns', 1],
    ['-3s', -3_000],
    ['+3s', 3_000],
  ])('%s is %d ms', (text, ms) => {
    expect(parseGoDuration(text)).toBeCloseTo(ms, 6);
  });

  it.each(['', '-', '5', '5 s', 's', '5d', '1h-5m', '5S', 'five', '1..5s', '.s', '5s ', '1e3s', '∞s'])(
    'cannot be %j',
    (text) => {
      expect(parseGoDuration(text)).toBeNull();
    },
  );

  it('is refused when it has no end', () => {
    expect(parseGoDuration(`${'9'.repeat(400)}h`)).toBeNull();
  });
});
