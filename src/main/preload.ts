import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { channelOf, pushMethodOf, pushNames, requestNames, type PushName, type RequestName } from '../shared/ipc';

/** The window's only way out: one method per entry of the contract (`Bridge`), and nothing of Electron itself. */
contextBridge.exposeInMainWorld('portwatch', {
  requests: Object.fromEntries<unknown>(requestNames.map((name) => [name, asking(name)])),
  pushes: Object.fromEntries<unknown>(pushNames.map((name) => [pushMethodOf(name), hearing(name)])),
});

function asking(name: RequestName) {
  return (payload: unknown): Promise<unknown> => ipcRenderer.invoke(channelOf(name), payload);
}

function hearing(name: PushName) {
  return (listener: (json: unknown) => void) => {
    // The event object stays here: it would hand the page Electron's sender.
    const hear = (_: IpcRendererEvent, json: unknown) => listener(json);
    ipcRenderer.on(channelOf(name), hear);
    return () => ipcRenderer.off(channelOf(name), hear);
  };
}
