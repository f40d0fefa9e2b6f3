import type { ForwardId } from '../shared/forward';
import type { WindowApi } from '../shared/ipc';
import type { Refusal } from '../shared/outcome';
import type { ConfigSource } from '../shared/view';
import { formWords } from '../shared/words-form';
import { messageOf } from '../shared/message-of';
import type { Confirm } from './confirm.svelte';

export interface Removal {
  readonly id: ForwardId;
  readonly name: string;
  readonly source: ConfigSource | undefined;
}

/** Takes a forward out of the config file, if that is meant. Answers null when it is gone, else why it is still there. */
export async function removeForward(
  api: Pick<WindowApi, 'removeForward'>,
  confirm: Confirm,
  { id, name, source }: Removal,
): Promise<Refusal | 'not-meant' | null> {
  const { title, text, confirm: verb } = formWords.removing;
  const path = source?.path ?? '';
  if (!(await confirm.ask({ title: title(name), text: text(path), confirm: verb, danger: true }))) return 'not-meant';
  try {
    const outcome = await api.removeForward({ id });
    return outcome.ok ? null : outcome;
  } catch (error) {
    return { ok: false, message: messageOf(error), hint: '' };
  }
}
