import { describe, expect, it } from 'vitest';
import { labelsQuery, selectorQuery } from '../../../src/main/cluster/label-selector';

describe('the query for a selector', () => {
  it('joins labels in a fixed order', () => {
    expect(labelsQuery({ tier: 'web', app: 'shop' })).toBe('app=shop,tier=web');
  });

  it.each([undefined, null, {}])('is none for %j', (labels) => {
    expect(labelsQuery(labels)).toBeNull();
    expect(selectorQuery({ matchLabels: labels })).toBeNull();
  });

  it.each([
    ['In', ['b', 'a'], 'tier in (a,b)'],
    ['NotIn', ['a'], 'tier notin (a)'],
    ['Exists', null, 'tier'],
    ['DoesNotExist', null, '!tier'],
  ])('says %s', (operator, values, expected) => {
    expect(selectorQuery({ matchExpressions: [{ key: 'tier', operator, values }] })).toBe(expected);
  });

  it('combines labels and expressions', () => {
    const selector = { matchLabels: { app: 'shop' }, matchExpressions: [{ key: 'canary', operator: 'DoesNotExist' }] };
    expect(selectorQuery(selector)).toBe('app=shop,!canary');
  });

  it('is none, rather than too wide, with an operator that is not known', () => {
    const selector = { matchLabels: { app: 'shop' }, matchExpressions: [{ key: 'tier', operator: 'Near' }] };
    expect(selectorQuery(selector)).toBeNull();
  });
});
