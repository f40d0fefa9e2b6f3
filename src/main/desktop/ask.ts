import { dialog } from 'electron';
import type { Question } from './production-question';

/** Asks in a dialog of the system's, which needs no window. Doing nothing is what Enter and Escape choose. */
export async function askInDialog({ title, text, confirm, cancel }: Question): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: title,
    detail: text,
    buttons: [confirm, cancel],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}
