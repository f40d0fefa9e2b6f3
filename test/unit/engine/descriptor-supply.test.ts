import { describe, expect, it } from 'vitest';
import { plenty, supplyAfter, type DescriptorSupply } from '../../../src/main/engine/descriptor-supply';

/** Looks every three seconds; each letter is what one found: `.` some, `x` none. Answers when it counted as what. */
function look(found: string, from: DescriptorSupply = plenty): { told: string[]; supply: DescriptorSupply } {
  const told: string[] = [];
  let supply = from;
  for (const [index, mark] of found.split('').entries()) {
    const next = supplyAfter(supply, mark === '.', index * 3_000);
    if (next.isOut !== supply.isOut) told.push(`${next.isOut ? 'out' : 'free'} ${String(index * 3)}`);
    supply = next;
  }
  return { told, supply };
}

describe('the supply of descriptors', () => {
  it('is out at once, and free at once the first time', () => {
    expect(look('..xxx...').told).toEqual(['out 6', 'free 15']);
  });

  it('is believed to be free ever more slowly when that does not last', () => {
    expect(look('x.x.........').told).toEqual(['out 0', 'free 3', 'out 6', 'free 15']);
    expect(look('x.x...x...............').told).toEqual(['out 0', 'free 3', 'out 6', 'free 15', 'out 18', 'free 33']);
  });

  it('stays out while looks find some only now and then', () => {
    expect(look(`x.${'x.'.repeat(200)}`).told).toEqual(['out 0', 'free 3', 'out 6']);
  });

  it('is believed after a minute at the latest', () => {
    const worn: DescriptorSupply = { isOut: true, calmSince: null, freeSince: 0, relapses: 50 };
    expect(look('.'.repeat(21), worn).told).toEqual(['free 60']);
  });

  it('is believed at once again when it has been free for two minutes', () => {
    expect(look(`x.x...${'.'.repeat(40)}xx.`).told).toEqual([
      'out 0',
      'free 3',
      'out 6',
      'free 15',
      'out 138',
      'free 144',
    ]);
  });

  it('is the same value while nothing happens', () => {
    expect(supplyAfter(plenty, true, 5)).toBe(plenty);
  });
});
