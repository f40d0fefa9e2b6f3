import { describe, expect, it } from 'vitest';
import { proxyFromEnvironment } from '../../../src/main/cluster/proxy';

const server = 'https://api.prod.example.com:6443';

describe('the proxy that the environment asks for', () => {
  it.each<[string, string, Record<string, string>, string | null]>([
    ['none when nothing is set', server, {}, null],
    ['HTTPS_PROXY for https', server, { HTTPS_PROXY: 'http://proxy:3128' }, 'http://proxy:3128'],
    ['https_proxy too', server, { https_proxy: 'http://proxy:3128' }, 'http://proxy:3128'],
    ['the capital one first', server, { HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:1' }, 'http://a:1'],
    ['a bare host and port', server, { HTTPS_PROXY: 'proxy:3128' }, 'http://proxy:3128'],
    ['not HTTP_PROXY for https', server, { HTTP_PROXY: 'http://proxy:3128' }, null],
    ['HTTP_PROXY for http', 'http://api:8080', { HTTP_PROXY: 'http://proxy:3128' }, 'http://proxy:3128'],
    ['the small one where the capital one is empty', server, { HTTPS_PROXY: '', https_proxy: 'p:1' }, 'http://p:1'],
    ['a SOCKS proxy', server, { HTTPS_PROXY: 'socks5://p:1080' }, 'socks5://p:1080'],
    ['an empty value is none', server, { HTTPS_PROXY: '' }, null],
    ['never to this machine by name', 'https://localhost:6443', { HTTPS_PROXY: 'http://p:1' }, null],
    ['never to this machine by address', 'https://127.0.0.1:6443', { HTTPS_PROXY: 'http://p:1' }, null],
    ['never to this machine by IPv6 address', 'https://[::1]:6443', { HTTPS_PROXY: 'http://p:1' }, null],
  ])('is %s', (_, url, environment, expected) => {
    expect(proxyFromEnvironment(new URL(url), environment)).toBe(expected);
  });

  it.each<[string, string, boolean]>([
    ['*', server, true],
    ['api.prod.example.com', server, true],
    ['example.com', server, true],
    ['.example.com', server, true],
    ['*.example.com', server, true],
    ['EXAMPLE.com', server, true],
    ['other.org, example.com', server, true],
    ['other.org,,', server, false],
    ['ample.com', server, false],
    ['.api.prod.example.com', server, false],
    ['example.com:6443', server, true],
    ['example.com:443', server, false],
    ['example.com:443', 'https://example.com', true],
    ['10.1.2.3', 'https://10.1.2.3:6443', true],
    ['10.1.2.3:6443', 'https://10.1.2.3:6443', true],
    ['10.1.2.3:443', 'https://10.1.2.3:6443', false],
    ['10.0.0.0/8', 'https://10.1.2.3:6443', true],
    ['10.0.0.0/8', 'https://11.1.2.3:6443', false],
    ['10.0.0.0/99', 'https://10.1.2.3:6443', false],
    ['10.0.0.0/8', server, false],
    ['fd00::/8', 'https://[fd12::1]:6443', true],
    ['fd12::1', 'https://[fd12::1]:6443', true],
    ['[fd12::1]:6443', 'https://[fd12::1]:6443', true],
    ['[fd12::1]:443', 'https://[fd12::1]:6443', false],
  ])('with NO_PROXY=%s for %s is left out: %s', (noProxy, url, left) => {
    const proxy = proxyFromEnvironment(new URL(url), { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: noProxy });
    expect(proxy).toBe(left ? null : 'http://proxy:3128');
  });
});
