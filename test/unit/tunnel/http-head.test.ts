import { describe, expect, it } from 'vitest';
import { bodyOffset, HttpSyntaxError, maxHeadBytes, parseHead, readBody } from '../../../src/main/tunnel/http-head';

const head = (fields: string) => parseHead(`HTTP/1.1 403 Forbidden\r\n${fields}`);

describe('a response head', () => {
  it('gives status, text and fields with names in lower case', () => {
    const parsed = parseHead('HTTP/1.1 101 Switching Protocols\r\nUpgrade: SPDY/3.1\r\nX-A:b \r\n\r\n');
    expect(parsed.status).toBe(101);
    expect(parsed.statusText).toBe('Switching Protocols');
    expect([...parsed.headers]).toEqual([
      ['upgrade', 'SPDY/3.1'],
      ['x-a', 'b'],
    ]);
  });

  it('may lack a reason phrase', () => {
    expect(parseHead('HTTP/1.0 200\r\n').statusText).toBe('');
  });

  it('joins repeated fields', () => {
    expect(head('Warning: a\r\nwarning: b').headers.get('warning')).toBe('a, b');
  });

  it.each(['SSH-2.0-OpenSSH_9', '', 'HTTP/2 200 OK', 'HTTP/1.1 999 No', 'HTTP/1.1 200 OK\r\n: nameless'])(
    'refuses %j',
    (text) => {
      expect(() => parseHead(text)).toThrow(HttpSyntaxError);
    },
  );

  it('ends at the first empty line, wherever the bytes were cut', () => {
    expect(bodyOffset(Buffer.from('HTTP/1.1 200 OK\r\n\r'))).toBeNull();
    expect(bodyOffset(Buffer.from('HTTP/1.1 200 OK\r\n\r\nbody'))).toBe(19);
  });

  it('may be as long as the limit, wherever its end was cut', () => {
    const longest = Buffer.from('a'.repeat(maxHeadBytes) + '\r\n\r\n');
    expect(bodyOffset(longest)).toBe(longest.length);
    for (let cut = maxHeadBytes; cut < longest.length; cut += 1)
      expect(bodyOffset(longest.subarray(0, cut))).toBeNull();
  });

  it('is refused when it does not end within the limit', () => {
    expect(() => bodyOffset(Buffer.alloc(maxHeadBytes + 4, 'a'))).toThrow(HttpSyntaxError);
  });
});

describe('a body', () => {
  it('has the announced length', () => {
    const parsed = head('Content-Length: 4');
    expect(readBody(parsed, Buffer.from('ab'))).toEqual({ bytes: Buffer.from('ab'), complete: false });
    expect(readBody(parsed, Buffer.from('abcdef'))).toEqual({ bytes: Buffer.from('abcd'), complete: true });
  });

  it('is put together from chunks, however many are here', () => {
    const parsed = head('Transfer-Encoding: chunked');
    const wire = Buffer.from('3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\n\r\n');
    expect(readBody(parsed, wire)).toEqual({ bytes: Buffer.from('abcde'), complete: true });
    for (let cut = 0; cut < wire.length - 4; cut += 1) {
      const body = readBody(parsed, wire.subarray(0, cut));
      expect(body.complete, `cut at ${cut}`).toBe(false);
      expect('abcde'.startsWith(body.bytes.toString())).toBe(true);
    }
  });

  it('without a length lasts until the connection ends', () => {
    expect(readBody(head(''), Buffer.from('abc'))).toEqual({ bytes: Buffer.from('abc'), complete: false });
  });

  it('stops at a chunk size that makes no sense', () => {
    const parsed = head('Transfer-Encoding: chunked');
    expect(readBody(parsed, Buffer.from('zz\r\nabc\r\n')).complete).toBe(false);
    expect(readBody(parsed, Buffer.from('-5\r\nabc\r\n')).complete).toBe(false);
  });
});
