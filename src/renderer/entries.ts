import type { ForwardView } from '../shared/view';
import type { Actions } from './actions.svelte';
import type { Confirm } from './confirm.svelte';
import { mayRemove } from './editing-remove';
import type { Store } from './store.svelte';

/** What changes the config file from outside the form. Why it was not done stands at the forward. */
export interface EntryTools {
  readonly store: Store;
  readonly actions: Pick<Actions, 'change'>;
  readonly confirm: Confirm;
}

/** Whether it starts with Portwatch: the other way round from now on. */
export async function switchAutostart({ store, actions }: EntryTools, { id, autostart }: ForwardView): Promise<void> {
  await actions.change(id, () => store.api.setAutostart({ id, autostart: autostart === false }));
}

/** Takes forwards out of the config file, if that is meant, one after another. Answers what became of them. */
export async function removeEntries(
  { store, actions, confirm }: EntryTools,
  views: readonly ForwardView[],
): Promise<'not-meant' | 'gone' | 'refused'> {
  const names = views.map(({ alias }) => alias);
  if (!(await mayRemove(confirm, names, store.world?.source))) return 'not-meant';
  let gone = 0;
  for (const { id } of views) {
    if (await actions.change(id, () => store.api.removeForward({ id }))) gone += 1;
  }
  return gone > 0 ? 'gone' : 'refused';
}
