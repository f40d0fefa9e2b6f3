import type { ForwardId } from '../shared/forward';
import type { WindowApi } from '../shared/ipc';
import type { Refusal } from '../shared/outcome';
import type { ConfigSource } from '../shared/view';
import { formWords } from '../shared/words-form';
import type { Confirm } from './confirm.svelte';
import { shortPath } from './model/paths';
import { refusalOf } from './model/refusal';

export interface Removal {
  readonly id: ForwardId;
  readonly name: string;
  readonly source: ConfigSource | undefined;
}

/** Asks whether these forwards are to be taken out of the config file. */
export function mayRemove(
  confirm: Confirm,
  names: readonly string[],
  source: ConfigSource | undefined,
): Promise<boolean> {
  const { one, several } = formWords.removing;
  const path = shortPath(source?.path ?? '');
  const [name = ''] = names;
  const question =
    names.length === 1
      ? { title: one.title(name), text: one.text(path), confirm: one.confirm }
      : {
          title: several.title(names.length),
          text: several.text(path),
          items: names,
          confirm: several.confirm(names.length),
        };
  return confirm.ask({ ...question, danger: true });
}

/** Takes a forward out of the config file, if that is meant. Answers null when it is gone, else why it is still there. */
export async function removeForward(
  api: Pick<WindowApi, 'removeForward'>,
  confirm: Confirm,
  { id, name, source }: Removal,
): Promise<Refusal | 'not-meant' | null> {
  if (!(await mayRemove(confirm, [name], source))) return 'not-meant';
  try {
    const outcome = await api.removeForward({ id });
    return outcome.ok ? null : outcome;
  } catch (error) {
    return refusalOf(error);
  }
}
