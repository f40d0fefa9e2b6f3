import { isDeepStrictEqual } from 'node:util';
import { ailmentOf, isRunning, needsAttention } from '../../shared/forward';
import { minuteText } from '../../shared/durations-text';
import { overallOf, type Overall } from '../../shared/overall';
import { problemSentence, sentence, summarySentence, suspectText, trayTooltip } from '../../shared/phrases';
import { isSameSubject, type Mute, muteHourMs, type MuteSubject } from '../../shared/preferences';
import type { ConfigProblem, ForwardView, Snapshot } from '../../shared/view';
import { appVerbs, asking, forwardVerbs, muteVerbs, notificationsOf } from '../../shared/words-actions';
import type { DesktopCommand } from './command';
import { problemLine, problemsText, words } from './desktop-phrases';
import { forwardLabel, menuText } from './tray-label';

/** A menu as plain data. Labels are ready for the platform's menu. */
export type TrayItem =
  | { readonly kind: 'separator' }
  /** Text that cannot be chosen. */
  | { readonly kind: 'heading'; readonly label: string }
  | { readonly kind: 'action'; readonly label: string; readonly command: DesktopCommand; readonly enabled: boolean }
  | { readonly kind: 'submenu'; readonly label: string; readonly items: readonly TrayItem[] };

/** Everything that the tray shows. */
export interface TrayView {
  readonly icon: Overall;
  readonly tooltip: string;
  readonly menu: readonly TrayItem[];
}

/** Until there is anything to show. */
export const startingView: TrayView = {
  icon: 'connecting',
  tooltip: words.starting,
  menu: [heading(words.starting), { kind: 'separator' }, action(words.quit, { kind: 'quit' })],
};

/** With more forwards than this, each group becomes a submenu. */
const mostInline = 15;
/** With more hung and failed forwards than this, they become a submenu too, so that the menu stays on the screen. */
const mostTroubledInline = 10;

/** As many problems of the config file are told in the menu; the window shows all. */
const mostProblems = 3;

/**
 * What the tray shows. Holds nothing that changes by time alone, so that the menu is rebuilt only for news. `mutes`: those
 * that have not ended.
 */
export function trayView(snapshot: Snapshot, mutes: readonly Mute[] = []): TrayView {
  const { forwards, watching, problems } = snapshot;
  const hasProblems = problems.length > 0;
  const problemText = problemsText(problems);
  return {
    icon: overallOf(forwards, watching, hasProblems),
    tooltip: trayTooltip(forwards, watching, hasProblems) + (problemText === '' ? '' : `. ${problemText}`),
    menu: [
      ...summaryItems(snapshot, problemText),
      ...troubledItems(forwards.filter(isTroubled), mutes),
      ...groupItems(forwards, mutes),
      ...closingItems(forwards, watching, mutes),
    ],
  };
}

/** A menu is rebuilt only when it would look different: rebuilding closes it under the user's hand. */
export function sameMenu(one: TrayView, other: TrayView): boolean {
  return isDeepStrictEqual(one.menu, other.menu);
}

function summaryItems(snapshot: Snapshot, problemText: string): readonly TrayItem[] {
  const items: TrayItem[] = [];
  if (snapshot.source.kind === 'demo') items.push(heading(words.demoCluster));
  items.push(heading(capital(summarySentence(snapshot.forwards, snapshot.watching, snapshot.problems.length > 0))));
  if (problemText !== '') items.push(action(problemText, { kind: 'show-window' }));
  return [
    ...items,
    ...untold(snapshot)
      .slice(0, mostProblems)
      .map((problem) => heading(problemLine(problem))),
  ];
}

/** Problems of the file that no forward below tells as its own. */
function untold({ problems, forwards }: Snapshot): readonly ConfigProblem[] {
  const reasons = forwards.flatMap(({ state }) => (state.kind === 'failed' ? [state.problem.message] : []));
  return problems.filter(({ message }) => !reasons.some((reason) => reason.includes(message)));
}

function troubledItems(troubled: readonly ForwardView[], mutes: readonly Mute[]): readonly TrayItem[] {
  if (troubled.length === 0) return [];
  const items = troubled.map((view) => forwardItem(view, mutes));
  if (troubled.length <= mostTroubledInline) return [{ kind: 'separator' }, ...items];
  return [{ kind: 'separator' }, submenu(words.hungAndFailed(troubled.length), items)];
}

function groupItems(forwards: readonly ForwardView[], mutes: readonly Mute[]): readonly TrayItem[] {
  const groups = new Map<string, ForwardView[]>();
  for (const view of forwards) {
    if (isTroubled(view)) continue;
    const group = view.group === '' ? view.context : view.group;
    groups.set(group, [...(groups.get(group) ?? []), view]);
  }
  return [...groups].flatMap(([group, members], index): readonly TrayItem[] => {
    const items = members.map((view) => forwardItem(view, mutes));
    if (forwards.length > mostInline) {
      const mute = muteItem({ kind: 'group', name: group }, mutes, notificationsOf.thisGroup);
      const entry = submenu(`${group} (${String(members.length)})`, [...items, { kind: 'separator' }, mute]);
      return index === 0 ? [{ kind: 'separator' }, entry] : [entry];
    }
    return [{ kind: 'separator' }, ...(groups.size > 1 ? [heading(group)] : []), ...items];
  });
}

function forwardItem(view: ForwardView, mutes: readonly Mute[]): TrayItem {
  const { id } = view;
  const running = isRunning(view.state);
  return submenu(forwardLabel(view), [
    action(forwardVerbs.restart.plain, { kind: 'restart', ids: [id] }),
    ...reasonItems(view),
    action(forwardVerbs.copy.plain, { kind: 'copy-address', id }),
    action(forwardVerbs.open.plain, { kind: 'open-in-browser', id }, running),
    running
      ? action(forwardVerbs.stop.plain, { kind: 'stop', ids: [id] })
      : action(forwardVerbs.start.plain, { kind: 'start', ids: [id] }),
    action(forwardVerbs.details.plain, { kind: 'show-details', id }),
    muteItem({ kind: 'forward', id }, mutes, notificationsOf.this),
  ]);
}

/** Why a forward is hung, failed or ailing, next to the cure. Without the time, which would change the menu each second. */
function reasonItems({ state }: ForwardView): readonly TrayItem[] {
  const ailment = ailmentOf(state);
  if (state.kind === 'hung') return [heading(sentence(capital(suspectText(state.suspect))))];
  if (state.kind === 'failed') return [heading(problemSentence(state.problem))];
  // How often it was lost changes with time.
  if (ailment)
    return [heading(ailment.code === 'flapping' ? sentence(capital(words.flapping)) : problemSentence(ailment))];
  return [];
}

function closingItems(
  forwards: readonly ForwardView[],
  watching: boolean,
  mutes: readonly Mute[],
): readonly TrayItem[] {
  const hung = idsOf(forwards.filter((view) => view.state.kind === 'hung'));
  const idle = idsOf(forwards.filter((view) => !isRunning(view.state)));
  const running = idsOf(forwards.filter((view) => isRunning(view.state)));
  return [
    { kind: 'separator' },
    action(appVerbs['restart-hung'], { kind: 'restart', ids: hung }, hung.length > 0),
    action(appVerbs['start-all'], { kind: 'start', ids: idle }, idle.length > 0),
    action(appVerbs['stop-all'], { kind: 'stop', ids: running }, running.length > 0),
    action(appVerbs[watching ? 'pause-watching' : 'resume-watching'], { kind: 'set-watching', watching: !watching }),
    muteItem({ kind: 'all' }, mutes, notificationsOf.plain),
    { kind: 'separator' },
    action(asking(appVerbs.add), { kind: 'visit', place: { kind: 'add' } }),
    action(asking(appVerbs.settings), { kind: 'visit', place: { kind: 'settings' } }),
    action(words.openPortwatch, { kind: 'show-window' }),
    action(words.quit, { kind: 'quit' }),
  ];
}

/** Everything is muted for an hour; a forward or a group until it is ended. `what`: one of `notificationsOf`. */
function muteItem(subject: MuteSubject, mutes: readonly Mute[], what: string): TrayItem {
  const found = mutes.find((other) => isSameSubject(other.subject, subject));
  if (found !== undefined) {
    const until = found.until === null ? null : minuteText(found.until);
    return action(muteVerbs.unmute(what, until), { kind: 'unmute', subject });
  }
  if (subject.kind === 'all') return action(muteVerbs.hour(what), { kind: 'mute', subject, forMs: muteHourMs });
  return action(muteVerbs.always(what), { kind: 'mute', subject, forMs: null });
}

function isTroubled(view: ForwardView): boolean {
  return needsAttention(view.state);
}

function idsOf(forwards: readonly ForwardView[]): readonly string[] {
  return forwards.map((view) => view.id);
}

function heading(text: string): TrayItem {
  return { kind: 'heading', label: menuText(text) };
}

function action(text: string, command: DesktopCommand, enabled = true): TrayItem {
  return { kind: 'action', label: menuText(text), command, enabled };
}

function submenu(text: string, items: readonly TrayItem[]): TrayItem {
  return { kind: 'submenu', label: menuText(text), items };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
