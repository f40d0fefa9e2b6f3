import type { Session, WebContents } from 'electron';
import { appScheme, isAppUrl } from './asset';
import type { Logger } from './logger';

/** No permission is granted and no address but our own is loaded, whatever a page asks for. */
export function lockSession(session: Session, log: Logger): void {
  session.setPermissionRequestHandler((_, permission, answer) => {
    log.warn(`Refused the window's request for ${permission}`);
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) => {
    const own = details.url.startsWith(`${appScheme}://`) || /^(?:devtools|data):/.test(details.url);
    if (!own) log.warn(`Refused to load ${details.url}`);
    answer({ cancel: !own });
  });
}

/** The page stays where it is and opens nothing. */
export function lockContents(contents: WebContents, log: Logger): void {
  contents.setWindowOpenHandler(({ url }) => {
    log.warn(`Refused to open a window for ${url}`);
    return { action: 'deny' };
  });
  // Our own address again is a reload; every other is a way out.
  contents.on('will-navigate', (event, url) => {
    if (isAppUrl(url)) return;
    log.warn(`Refused to navigate to ${url}`);
    event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}
