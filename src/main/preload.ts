import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { channelOf, pushNames, requestNames } from '../shared/ipc';

/** The window's only way out: one method per entry of the contract, and nothing of Electron itself. */
const requests = requestNames.map((name) => [
  name,
  (payload: unknown): Promise<unknown> => ipcRenderer.invoke(channelOf(name), payload),
]);

const pushes = pushNames.map((name) => [
  `on${name.charAt(0).toUpperCase()}${name.slice(1)}`,
  (listener: (payload: unknown) => void) => {
    // The event object stays here: it would hand the page Electron's sender.
    const hear = (_: IpcRendererEvent, payload: unknown) => listener(payload);
    ipcRenderer.on(channelOf(name), hear);
    return () => ipcRenderer.off(channelOf(name), hear);
  },
]);

contextBridge.exposeInMainWorld('portwatch', Object.fromEntries([...requests, ...pushes]));
