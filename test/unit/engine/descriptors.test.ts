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

  it('may have been closed already, and its number is then anybody’s', () => {
    const file = openSync(devNull, 'r');
    closeSync(file);
    expect(() => releaseDescriptor(file)).not.toThrow();
    expect(() => fstatSync(file)).toThrow('EBADF');
  });
});
