import { ailmentOf } from '../../shared/forward';
import type { Problem } from '../../shared/problem';
import {
  ailingNotification,
  failedNotification,
  hungNotification,
  loginNotification,
  manyNotification,
  recoveredNotification,
} from '../../shared/phrases';
import type { ConfigProblem, ForwardView } from '../../shared/view';
import { forwardVerbs } from '../../shared/words-actions';
import { problemsNotification, words } from './desktop-phrases';
import type { Episodes } from './episodes';
import type { NotificationContent } from './notification';

/** One hung forward: a click restarts it. Several: a click shows them. */
export function hungContent(views: readonly ForwardView[], episodes: Episodes): NotificationContent {
  const [view] = views;
  const episode = view && episodes.get(view.id);
  if (view === undefined || episode === undefined || views.length > 1) return many(views, 'hung');
  const restart = { kind: 'restart', ids: [view.id] } as const;
  return {
    ...hungNotification(view, episode, view.onHang),
    urgency: 'normal',
    click: restart,
    buttons: [
      { text: forwardVerbs.restart.plain, command: restart },
      { text: words.show, command: { kind: 'show-details', id: view.id } },
    ],
  };
}

export function backContent(views: readonly ForwardView[], hungForMs: number): NotificationContent {
  const [view] = views;
  if (view === undefined || views.length > 1) return many(views, 'back');
  const show = { kind: 'show-details', id: view.id } as const;
  return { ...recoveredNotification(view, hungForMs), urgency: 'low', click: show, buttons: [] };
}

export function failedContent(views: readonly ForwardView[]): NotificationContent {
  const [view] = views;
  if (view?.state.kind !== 'failed' || views.length > 1) return many(views, 'failed');
  const show = { kind: 'show-details', id: view.id } as const;
  return { ...failedNotification(view, view.state.problem), urgency: 'normal', click: show, buttons: [] };
}

/** One: a click shows what is known of it. Restarting it would not mend its app. */
export function ailingContent(views: readonly ForwardView[]): NotificationContent {
  const [view] = views;
  const ailment = view && ailmentOf(view.state);
  if (view === undefined || !ailment || views.length > 1) return many(views, 'ailing');
  const show = { kind: 'show-details', id: view.id } as const;
  return { ...ailingNotification(view, ailment), urgency: 'normal', click: show, buttons: [] };
}

export function loginContent(context: string, problem: Problem, waiting: number): NotificationContent {
  const text = loginNotification(context, problem, waiting);
  return { ...text, urgency: 'normal', click: { kind: 'show-window' }, buttons: [] };
}

export function configContent(problems: readonly ConfigProblem[]): NotificationContent {
  return { ...problemsNotification(problems), urgency: 'normal', click: { kind: 'show-window' }, buttons: [] };
}

function many(views: readonly ForwardView[], what: 'hung' | 'failed' | 'back' | 'ailing'): NotificationContent {
  const urgency = what === 'back' ? 'low' : 'normal';
  return { ...manyNotification(views, what), urgency, click: { kind: 'show-window' }, buttons: [] };
}
