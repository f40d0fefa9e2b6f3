import { describe, expect, it } from 'vitest';
import { redact, redactField } from '../../../src/main/base/redact';

describe('what is redacted', () => {
  it.each([
    ['Authorization: Bearer abc.def-123', 'Authorization: Bearer [redacted]'],
    ['"authorization":"Basic dXNlcjpwYXNz"', '"authorization":"Basic [redacted]"'],
    ['{\\"authorization\\":\\"Bearer abc\\"}', '{\\"authorization\\":\\"Bearer [redacted]\\"}'],
    ['exec answered {"token":"k8s-aws-v1.aHR0"}', 'exec answered {"token":"[redacted]"}'],
    ['ya29.a0AfH6_x is no key of GKE', '[redacted] is no key of GKE'],
    ['sha256~Xr7-aBcDeFgHiJkLmNoPqRsTuV of OpenShift', '[redacted] of OpenShift'],
    [`kubeconfig-u-7f9c.c-1:${'k'.repeat(54)} of Rancher`, '[redacted] of Rancher'],
    [`pushed as ghp_${'x'.repeat(36)}`, 'pushed as [redacted]'],
    ['access_token=abc&next=1', 'access_token=[redacted]&next=1'],
    ['clientSecret: hunter2', 'clientSecret: [redacted]'],
    ['Set-Cookie: session=1; Path=/', 'Set-Cookie: [redacted]'],
    ['client-key-data: c2VjcmV0', 'client-key-data: [redacted]'],
    ['"clientKeyData":"c2VjcmV0"', '"clientKeyData":"[redacted]"'],
    ['LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t== is no key', '[redacted] is no key'],
    ['login --token s3cr3t --verbose failed', 'login --token [redacted] --verbose failed'],
    ['proxy http://me:secret@proxy.example:3128', 'proxy http://[redacted]@proxy.example:3128'],
    ['http://me:sec/ret@x@proxy.example:3128/', 'http://[redacted]@proxy.example:3128/'],
    ['https://ghp_abc@git.example/x', 'https://[redacted]@git.example/x'],
    ['got eyJhbGciOi.eyJzdWIi.c2ln here', 'got [redacted] here'],
    ['-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY----- end', '[redacted] end'],
    ['cut off: -----BEGIN PRIVATE KEY-----\nabc', 'cut off: [redacted]'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it('is nothing else', () => {
    const text =
      'http://localhost:8080/?to=a@b refused: port 5432 of orders-db-7f9c in prod, 3 tokens left, token expired --verbose';
    expect(redact(text)).toBe(text);
  });

  it.each(['authorization', 'Set-Cookie', 'accessToken', 'client-key-data', 'password'])(
    'is any value that is called %s',
    (name) => expect(redactField(name, 'x')).toBe('[redacted]'),
  );

  it('is no value with an innocent name', () => {
    expect([redactField('message', 'x'), redactField('attempt', 3), redactField('token', null)]).toEqual([
      'x',
      3,
      null,
    ]);
  });

  it('takes no time to find in a long text that was made for it', () => {
    const begun = performance.now();
    for (const piece of ['a-', 'token', 'https://', 'http://a:', '-----BEGIN PRIVATE KEY-----', 'eyJ.', '\\"'])
      redact(piece.repeat(8_000 / piece.length));
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});
