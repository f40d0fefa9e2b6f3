import { extname, join } from 'node:path';

/** The window's own scheme and host: nothing else is ever loaded. */
export const appScheme = 'portwatch';
export const appOrigin = `${appScheme}://app`;
export const appUrl = `${appOrigin}/index.html`;

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

export interface Asset {
  readonly path: string;
  readonly contentType: string;
}

/** The file that an address of the window's own scheme names; null for all that is not plainly one of its files. */
export function assetOf(folder: string, url: string): Asset | null {
  let parsed: URL;
  let path: string;
  try {
    parsed = new URL(url);
    path = decodeURIComponent(parsed.pathname);
  } catch {
    return null;
  }
  if (parsed.protocol !== `${appScheme}:` || parsed.host !== 'app') return null;
  if (!/^(?:\/[\w-][\w.-]*)+$/.test(path)) return null;
  const contentType = contentTypes[extname(path)];
  return contentType === undefined ? null : { path: join(folder, ...path.split('/')), contentType };
}

/** Sent with every answer. Nothing from elsewhere, no inline script, no connection to anywhere. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

/** Whether a document at this address is our window. */
export function isAppUrl(url: string): boolean {
  try {
    const parsed = new URL(url);
    return parsed.protocol === `${appScheme}:` && parsed.host === 'app';
  } catch {
    return false;
  }
}
