import { expect, it } from 'vitest';
import { collectGarbage } from '../../../src/main/base/garbage';

it('gives back what nothing refers to any more', async () => {
  const left = new WeakRef({ bytes: new Uint8Array(1_000) });
  const kept = { bytes: new Uint8Array(1_000) };
  const stillThere = new WeakRef(kept);
  await collectGarbage();
  expect(left.deref()).toBeUndefined();
  expect(stillThere.deref()).toBe(kept);
});
