import { describe, expect, it } from 'vitest';
import { parseHead } from '../../../src/main/tunnel/http-head';
import { mostTelling, verdictOf } from '../../../src/main/tunnel/verdict';

const expected = { upgrade: 'SPDY/3.1', 'x-stream-protocol-version': 'portforward.k8s.io' };

function verdict(head: string, text = '') {
  return verdictOf({ head: parseHead(`HTTP/1.1 ${head}`), text }, expected);
}

const status = (reason: string, message: string, kind?: string) =>
  JSON.stringify({
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    reason,
    message,
    details: { kind, name: 'web' },
  });

describe('an answer to an upgrade request', () => {
  it.each([
    ['401 Unauthorized', '', 'stop', 'unauthorized'],
    ['403 Forbidden', status('Forbidden', 'no'), 'next', 'forbidden'],
    ['404 Not Found', status('NotFound', 'pods "web" not found', 'pods'), 'stop', 'not-found'],
    ['404 Not Found', status('NotFound', 'namespaces "x" not found', 'namespaces'), 'stop', 'not-found'],
    ['404 Not Found', 'pod does not exist', 'stop', 'not-found'],
    ['404 Not Found', status('NotFound', 'the server could not find the requested resource'), 'next', 'refused'],
    ['404 Not Found', '<html>nginx</html>', 'next', 'refused'],
    ['429 Too Many Requests', '', 'next', 'busy'],
    ['503 Service Unavailable', '', 'next', 'busy'],
    ['400 Bad Request', '', 'next', 'refused'],
    ['405 Method Not Allowed', '', 'next', 'refused'],
    ['426 Upgrade Required', '', 'next', 'refused'],
    ['500 Internal Server Error', '', 'next', 'refused'],
    ['502 Bad Gateway', '', 'next', 'refused'],
    ['302 Found', '', 'next', 'refused'],
    ['200 OK', '', 'next', 'refused'],
    ['101 Switching Protocols\r\nUpgrade: SPDY/3.1', '', 'next', 'refused'],
    ['101 Switching Protocols\r\nX-Stream-Protocol-Version: portforward.k8s.io', '', 'next', 'refused'],
    ['101 Switching Protocols\r\nUpgrade: h2c\r\nX-Stream-Protocol-Version: portforward.k8s.io', '', 'next', 'refused'],
    ['101 Switching Protocols\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: v2', '', 'next', 'refused'],
  ])('%j with %j: %s, %s', (head, text, kind, failure) => {
    expect(verdict(head, text)).toMatchObject({ kind, failure });
  });

  it('opens the tunnel when it switches to what was asked for, whatever the case of Upgrade', () => {
    const head = '101 Switching Protocols\r\nUpgrade: spdy/3.1\r\nX-Stream-Protocol-Version: portforward.k8s.io';
    expect(verdict(head)).toEqual({ kind: 'open' });
  });

  it('says what the server said: a Status’ message, a plain text, never a web page', () => {
    expect(verdict('403 Forbidden', status('Forbidden', 'pods "web" is forbidden'))).toMatchObject({
      message: '403 Forbidden: pods "web" is forbidden',
    });
    expect(verdict('502 Bad Gateway', 'no upstream\n')).toMatchObject({ message: '502 Bad Gateway: no upstream' });
    expect(verdict('502 Bad Gateway', '<html>long page</html>')).toMatchObject({ message: '502 Bad Gateway' });
  });

  it('keeps what it repeats short and on one line, and reads what is cut off as text', () => {
    const cut = status('Forbidden', 'x'.repeat(10_000)).slice(0, 4_000);
    const answer = verdict('403 Forbidden', cut);
    expect(answer).toMatchObject({ failure: 'forbidden' });
    expect('message' in answer && answer.message.length).toBeLessThan(600);
    expect(verdict('400 Bad Request', 'a\r\nb')).toMatchObject({ message: '400 Bad Request: a b' });
  });
});

describe('the failures of all transports together', () => {
  it.each([
    [['forbidden', 'forbidden'], 'forbidden'],
    [['refused', 'forbidden'], 'forbidden'],
    [['busy', 'busy'], 'busy'],
    [['busy', 'forbidden'], 'busy'],
    [['silent', 'forbidden'], 'silent'],
    [['refused', 'silent'], 'silent'],
    [['refused', 'refused'], 'refused'],
  ] as const)('%j count as %s', (failures, kind) => {
    expect(mostTelling(failures)).toBe(kind);
  });
});
