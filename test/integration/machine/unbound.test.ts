import { describe, expect, it } from 'vitest';
import { isPermanent, ProblemError } from '../../../src/shared/problem';
import { openListener } from '../../../src/main/worker/listener';

describe('a port of an address that this computer does not have', () => {
  it('is no reason to give up: the address may come', async () => {
    // Kept for documentation (RFC 5737).
    const failure: unknown = await openListener('192.0.2.7', 0, () => undefined).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProblemError);
    const { problem } = failure as ProblemError;
    expect(problem).toMatchObject({ code: 'address-unavailable', suspect: 'local' });
    expect(problem.message).toBe('192.0.2.7:0 cannot be opened: this machine has no address 192.0.2.7.');
    expect(isPermanent(problem)).toBe(false);
  });
});
