import { describe, expect, it } from 'vitest';
import { certificateExpiry, tokenExpiry } from '../../../src/main/cluster/expiry';
import { issueForUser, makeAuthority } from '../../../src/main/demo/certificates';

const day = 24 * 60 * 60_000;
const now = Date.UTC(2026, 0, 1, 12);

describe('the end of credentials', () => {
  it('is what a token says, if it says anything', () => {
    const tokenOf = (payload: object) => `a.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.c`;
    expect(tokenExpiry(tokenOf({ exp: now / 1_000 }))).toBe(now);
    expect(tokenExpiry(tokenOf({ exp: 'tomorrow' }))).toBeNull();
    expect(tokenExpiry('opaque')).toBeNull();
    expect(tokenExpiry('a.b.c')).toBeNull();
  });

  it('is that of a certificate, of its first one in a chain', () => {
    const validity = (days: number) => ({ fromMs: now, untilMs: now + days * day });
    const authority = makeAuthority('ca', validity(900));
    const { certificate } = issueForUser('ada', [], authority, validity(30));
    expect(certificateExpiry(certificate)).toBe(now + 30 * day);
    expect(certificateExpiry(certificate + authority.certificate)).toBe(now + 30 * day);
    expect(certificateExpiry('not a certificate')).toBeNull();
  });
});
