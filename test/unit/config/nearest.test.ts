import { describe, expect, it } from 'vitest';
import { didYouMean, editDistance, nearest } from '../../../src/shared/nearest';

describe('edit distance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['prot', 'port', 1],
    ['port', 'port', 0],
  ])('of %j and %j is %d', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});

describe('the nearest names', () => {
  it.each([
    ['localport', ['port', 'localPort', 'alias'], ['localPort', 'port']],
    ['prdo', ['prod', 'dev'], ['prod']],
    ['eks-prod', ['arn:aws:eks-prod', 'minikube'], ['arn:aws:eks-prod']],
    ['zebra', ['prod', 'dev'], []],
    ['', ['prod'], []],
    ['x'.repeat(1_000_000), ['prod'], []],
  ])('to %.20s', (word, names, expected) => {
    expect(nearest(word, names)).toEqual(expected);
  });

  it('are at most as many as asked for', () => {
    expect(nearest('prod', ['prod1', 'prod2', 'prod3', 'prod4'], 2)).toEqual(['prod1', 'prod2']);
  });

  it('make a question', () => {
    expect(didYouMean([])).toBe('');
    expect(didYouMean(['a'])).toBe('Did you mean "a"?');
    expect(didYouMean(['a', 'b', 'c'])).toBe('Did you mean "a", "b" or "c"?');
  });
});
