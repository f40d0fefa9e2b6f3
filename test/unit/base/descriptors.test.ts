import { describe, expect, it } from 'vitest';
import { isOutOfDescriptors, outOfDescriptors } from '../../../src/main/base/descriptors';
import { ProblemError } from '../../../src/shared/problem';

const emfile = Object.assign(new Error('connect EMFILE'), { code: 'EMFILE' });

describe('being out of descriptors', () => {
  it.each<[string, unknown]>([
    ['a system error', emfile],
    ['one of the whole computer', Object.assign(new Error(), { code: 'ENFILE' })],
    ['what it caused', new Error('Cannot reach x', { cause: new Error('y', { cause: emfile }) })],
    ['one of several addresses', new AggregateError([new Error('no'), emfile])],
    ['its problem', new ProblemError(outOfDescriptors('do it'))],
  ])('is seen from %s', (_what, error) => expect(isOutOfDescriptors(error)).toBe(true));

  it.each([null, 'EMFILE', new Error('EMFILE'), Object.assign(new Error(), { code: 'ECONNREFUSED' })])(
    'is not seen from %s',
    (error) => expect(isOutOfDescriptors(error)).toBe(false),
  );
});
