import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/main/config/read-config';
import { demoConfigYaml, demoForwards } from '../../../src/main/demo/demo-config';

describe('the demo’s config file', () => {
  it('has a forward for each port, in order', () => {
    const yaml = demoConfigYaml([1, 2, 3, 4, 5]);
    expect([...yaml.matchAll(/localPort: (\d+)/g)].map(([, port]) => port)).toEqual(['1', '2', '3', '4', '5']);
    expect([...yaml.matchAll(/alias: (\S+)/g)].map(([, alias]) => alias)).toEqual(
      demoForwards.map(({ alias }) => alias),
    );
  });

  it('is a config file that the application reads without a complaint', () => {
    const config = readConfig('demo', demoConfigYaml());
    expect(config).toMatchObject({ kind: 'loaded', broken: [], problems: [] });
  });

  it('needs enough ports', () => {
    expect(() => demoConfigYaml([1, 2])).toThrow(RangeError);
  });
});
