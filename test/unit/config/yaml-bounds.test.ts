import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../src/main/config/yaml-source';

const faultsOf = (text: string) => {
  const parsed = parseYaml(text);
  return 'value' in parsed ? [] : parsed;
};

describe('a text that is no YAML', () => {
  it.each([
    ['to whatever takes it apart', '- }{ : "\n'],
    ['to whatever puts it together', ': : : :\n'],
    ['in brackets', '[a,b,{c: d}]\n- x\n'],
  ])('is given up after a thousand faults %s, with their places', (_, line) => {
    const faults = faultsOf(`a: [\n${line.repeat(2_000)}`);
    expect(faults).toHaveLength(1_001);
    expect(faults.at(-1)?.message).toBe('There are more than 1000 faults like these: the rest is not looked at');
    expect(faults[0]?.line).toBeLessThanOrEqual(3);
  });

  it('is not read at all when more parts are in it than any config has', { timeout: 60_000 }, () => {
    const faults = faultsOf(`a: [${'1,'.repeat(2_100_000)}`);
    expect(faults.map(({ message }) => message)).toEqual(['The file has more in it than can be read']);
  });
});
