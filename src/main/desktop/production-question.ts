import type { ForwardView } from '../../shared/view';
import { confirmWords, productionWords } from '../../shared/words-palette';
import type { DesktopCommand } from './command';

/** A question in the system's own dialog. */
export interface Question {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly cancel: string;
}

/** More names than these would not fit. */
const mostNames = 10;

/** What has to be asked before something is done to several forwards, some of which lead to production; else null. */
export function productionQuestion(command: DesktopCommand, forwards: readonly ForwardView[]): Question | null {
  if (command.kind !== 'start' && command.kind !== 'stop' && command.kind !== 'restart') return null;
  const concerned = forwards.filter(({ id }) => command.ids.includes(id));
  const production = concerned.filter((view) => view.production === true);
  if (concerned.length < 2 || production.length === 0) return null;
  const title = productionWords.title(productionWords.verbs[command.kind], concerned.length);
  const names = production.slice(0, mostNames).map(({ alias, context }) => `${alias} · ${context}`);
  const more = production.length > mostNames ? ['…'] : [];
  return {
    title,
    text: [productionWords.text(production.length, concerned.length), ...names, ...more].join('\n'),
    confirm: title.replace(/\?$/, ''),
    cancel: confirmWords.no,
  };
}
