import { BrowserWindow, dialog, type OpenDialogOptions, type SaveDialogOptions } from 'electron';
import { dialogWords } from '../../shared/words-import';
import type { FileDialogs } from './exchange';

/** The system's own dialogs for files, in front of the window. */
export const fileDialogs: FileDialogs = {
  async choose() {
    const options: OpenDialogOptions = {
      title: dialogWords.chooseTitle,
      buttonLabel: dialogWords.chooseButton,
      // Hidden ones, too: kportal's file is one.
      properties: ['openFile', 'showHiddenFiles'],
    };
    const window = BrowserWindow.getFocusedWindow();
    const { canceled, filePaths } = await (window
      ? dialog.showOpenDialog(window, options)
      : dialog.showOpenDialog(options));
    return canceled ? null : (filePaths[0] ?? null);
  },
  async saveAs(name) {
    const options: SaveDialogOptions = {
      title: dialogWords.saveTitle,
      defaultPath: name,
      properties: ['showHiddenFiles', 'showOverwriteConfirmation'],
    };
    const window = BrowserWindow.getFocusedWindow();
    const { canceled, filePath } = await (window
      ? dialog.showSaveDialog(window, options)
      : dialog.showSaveDialog(options));
    return canceled || filePath === '' ? null : filePath;
  },
};
