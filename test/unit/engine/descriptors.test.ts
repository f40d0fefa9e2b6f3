import { closeSync, fstatSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { describe, expect, it } from 'vitest';
import { releaseDescriptor } from '../../../src/main/engine/descriptors';

describe('a descriptor that is taken from a thread', () => {
  it('is closed, and its number kept from everybody else', () => {
    const file = openSync(import.meta.filename, 'r');
    releaseDescriptor(file);
    expect(fstatSync(file).isFile()).toBe(false);
    closeSync(file);
  });

  it('is closed also when nothing can be opened in its place', () => {
    const file = openSync(devNull, 'r');
    releaseDescriptor(file, () => {
      throw Object.assign(new Error('open EMFILE'), { code: 'EMFILE' });
    });
    expect(() => fstatSync(file)).toThrow('EBADF');
  });

  it('may have been closed already, and its number is then anybody’s', () => {
    const file = openSync(devNull, 'r');
    closeSync(file);
    expect(() => releaseDescriptor(file)).not.toThrow();
    expect(() => fstatSync(file)).toThrow('EBADF');
  });
});
