import { describe, expect, it } from 'vitest';
import { runRound } from '../../fuzz/fuzzer';
import { fuzzers } from '../../fuzz/fuzzers';

/** The same rounds each time; `npm run fuzz` goes on from others. */
const firstSeed = 1_000;

describe('hostile input', () => {
  it.each(fuzzers)('$name: breaks nothing that must hold', { timeout: 60_000 }, async (fuzzer) => {
    for (let round = 0; round < fuzzer.unitRounds; round += 1) {
      await expect(runRound(fuzzer, firstSeed + round)).resolves.toBeUndefined();
    }
  });
});
