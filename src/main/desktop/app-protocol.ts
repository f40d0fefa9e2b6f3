import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import { appScheme, assetOf, securityHeaders } from './asset';
import type { Logger } from './logger';

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: false } },
  ]);
}

/** Serves the window's files, and nothing else, under the app's own scheme. */
export function serveApp(session: Session, folder: string, log: Logger): void {
  session.protocol.handle(appScheme, async (request) => {
    const asset = request.method === 'GET' ? assetOf(folder, request.url) : null;
    if (asset === null) {
      log.warn(`Refused to serve ${request.method} ${request.url}`);
      return new Response(null, { status: 404, headers: securityHeaders });
    }
    try {
      const body = await readFile(asset.path);
      return new Response(new Uint8Array(body), { headers: { ...securityHeaders, 'Content-Type': asset.contentType } });
    } catch (error) {
      log.error(`Cannot read ${asset.path}`, error);
      return new Response(null, { status: 404, headers: securityHeaders });
    }
  });
}
