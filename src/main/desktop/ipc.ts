import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import { channelOf, requestNames, type RequestHandlers } from '../../shared/ipc';
import { toDisposable, type Disposable } from '../base/disposable';
import { isAppUrl } from './asset';
import type { Logger } from './logger';
import { answerRequest, RefusedRequest } from './request';

/** Answers the window's requests, each only from our own page and only after its payload was parsed. */
export function serveRequests(
  handlers: RequestHandlers,
  ownsFrame: (frame: Electron.WebFrameMain | null) => boolean,
  log: Logger,
): Disposable {
  for (const name of requestNames) {
    ipcMain.handle(channelOf(name), async (event: IpcMainInvokeEvent, raw: unknown) => {
      try {
        if (!isOurPage(event, ownsFrame)) throw new RefusedRequest(name, 'it did not come from our window');
        return JSON.stringify(await answerRequest(name, raw, handlers));
      } catch (error) {
        if (error instanceof RefusedRequest) log.error(`Refused the request "${name}": ${error.reason}`);
        else log.error(`The request "${name}" failed.`, error);
        throw error;
      }
    });
  }
  return toDisposable(() => {
    for (const name of requestNames) ipcMain.removeHandler(channelOf(name));
  });
}

/** The sender is null when its frame is gone or went elsewhere while the message was on its way. */
function isOurPage(event: IpcMainInvokeEvent, ownsFrame: (frame: Electron.WebFrameMain | null) => boolean): boolean {
  const frame = event.senderFrame;
  return frame !== null && isAppUrl(frame.url) && ownsFrame(frame);
}
