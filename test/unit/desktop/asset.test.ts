import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assetOf, isAppUrl, securityHeaders } from '../../../src/main/desktop/asset';

const asset = (url: string) => assetOf('/app/dist/renderer', url);

describe("The window's own scheme", () => {
  it.each([
    ['portwatch://app/index.html', '/app/dist/renderer/index.html', 'text/html; charset=utf-8'],
    [
      'portwatch://app/assets/index-B4x_9.js?v=1#top',
      '/app/dist/renderer/assets/index-B4x_9.js',
      'text/javascript; charset=utf-8',
    ],
    ['portwatch://app/assets/style.css', '/app/dist/renderer/assets/style.css', 'text/css; charset=utf-8'],
  ])('serves %s', (url, path, contentType) => {
    expect(asset(url)).toEqual({ path, contentType });
  });

  it.each([
    'portwatch://app/../../etc/passwd.js',
    'portwatch://app/%2e%2e/%2e%2e/secret.js',
    'portwatch://app/..%2f..%2fsecret.js',
    'portwatch://app/assets/..%5c..%5csecret.js',
    'portwatch://app//etc/hosts.js',
    'portwatch://app/.hidden.js',
    'portwatch://app/index.html%00.js',
    'portwatch://app/%zz.js',
  ])('never leaves its folder: %s', (url) => {
    const path = asset(url)?.path ?? '/app/dist/renderer/refused';
    expect(resolve(path)).toMatch(/^\/app\/dist\/renderer\/\w/);
    expect(path).not.toMatch(/[\0\\]/);
  });

  it.each([
    'portwatch://app/',
    'portwatch://app/kubeconfig.yaml',
    'portwatch://app/main.cjs',
    'portwatch://app/a.js.map',
  ])('serves nothing but files of a window: %s', (url) => expect(asset(url)).toBeNull());

  it.each(['portwatch://evil/index.html', 'https://app/index.html', 'file:///index.html', 'not a url'])(
    'is no other: %s',
    (url) => {
      expect(asset(url)).toBeNull();
      expect(isAppUrl(url)).toBe(false);
    },
  );

  it('allows no script, style or connection but its own', () => {
    const policy = securityHeaders['Content-Security-Policy'];
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });
});
