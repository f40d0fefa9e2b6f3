import { describe, expect, it } from 'vitest';
import { createLogger } from '../../../src/main/desktop/log';
import { redact } from '../../../src/main/desktop/redact';

describe('The log', () => {
  it('writes a line with time and level', () => {
    const lines: string[] = [];
    createLogger(
      (line) => lines.push(line),
      () => 0,
    ).warn('No tray.', new Error('why'));
    expect(lines.join('')).toMatch(/^1970-01-01T00:00:00\.000Z warn No tray\. Error: why\n/);
  });

  it.each([
    ['Authorization: Bearer abc.def-123', 'Authorization: Bearer [redacted]'],
    ['"authorization":"Basic dXNlcjpwYXNz"', '"authorization":"Basic [redacted]"'],
    ['exec answered {"token":"k8s-aws-v1.aHR0"}', 'exec answered {"token":"[redacted]"}'],
    ['access_token=abc&next=1', 'access_token=[redacted]&next=1'],
    ['Set-Cookie: session=1; Path=/', 'Set-Cookie: [redacted]'],
    ['client-key-data: LS0tLS1', 'client-key-data: [redacted]'],
    ['proxy http://me:secret@proxy.example:3128', 'proxy http://[redacted]@proxy.example:3128'],
    ['got eyJhbGciOi.eyJzdWIi.c2ln here', 'got [redacted] here'],
  ])('never holds a secret: %s', (text, redacted) => {
    expect(redact(text)).toBe(redacted);
  });

  it('leaves everything else as it is', () => {
    const text = 'http://localhost:8080/ refused: port 5432 of orders-db-7f9c in prod, 3 tokens left';
    expect(redact(text)).toBe(text);
  });
});
