import type { ForwardView } from '../shared/view';
import { productionWords } from '../shared/words-palette';
import type { Confirm } from './confirm.svelte';
import type { Action } from './model/action';

/** Asks before something is done to several forwards at once, some of which lead to production. True when it may be done. */
export async function mayRun(confirm: Confirm, action: Action, views: readonly ForwardView[]): Promise<boolean> {
  const production = views.filter((view) => view.production);
  if (views.length < 2 || production.length === 0) return true;
  const title = productionWords.title(productionWords.verbs[action], views.length);
  return confirm.ask({
    title,
    text: productionWords.text(production.length, views.length),
    items: production.map((view) => `${view.alias} · ${view.context}`),
    confirm: title.replace(/\?$/, ''),
    danger: action !== 'start',
  });
}
