import { isDeepStrictEqual } from 'node:util';
import { clusterIdOf, clusterText } from '../../shared/cluster-ref';
import { ailmentOf, type ForwardId } from '../../shared/forward';
import type { ProblemCode } from '../../shared/problem';
import type { ForwardView, Snapshot } from '../../shared/view';
import { lengthMs, standingOf, type Episodes, type Standing } from './episodes';
import type { NotificationContent } from './notification';
import {
  ailingContent,
  backContent,
  configContent,
  failedContent,
  hungContent,
  loginContent,
} from './notification-content';

export type NotificationKind = 'hung' | 'back' | 'failed' | 'ailing' | 'login' | 'config';

/** A notification that the user has been given, and may have closed. */
export interface Posted {
  readonly key: number;
  readonly kind: NotificationKind;
  /** What it is about: forwards, or a cluster. Kept after the user closed it, so that nobody is told twice. */
  readonly subjects: readonly string[];
  /** Of those that it is about: the ones that are back already, or well again. */
  readonly returned: readonly ForwardId[];
  /** What it says; null while there is nothing true to say, but the user waits for the outcome. */
  readonly content: NotificationContent | null;
  readonly visible: boolean;
  /** Monotonic. */
  readonly shownAt: number;
}

/** A notification as it should be from now on. */
export interface Draft {
  /** Null for a new one. */
  readonly key: number | null;
  readonly kind: NotificationKind;
  readonly subjects: readonly string[];
  readonly returned: readonly ForwardId[];
  readonly content: NotificationContent | null;
  /** Worth showing to someone who has closed it. */
  readonly news: boolean;
}

/** What a round of drafting looks at. */
export interface Scene {
  readonly snapshot: Snapshot;
  readonly views: ReadonlyMap<ForwardId, ForwardView>;
  readonly episodes: Episodes;
  readonly standings: ReadonlyMap<ForwardId, Standing>;
  readonly posted: readonly Posted[];
  /** Monotonic. */
  readonly now: number;
  readonly wallTime: number;
}

/** Two that appear within this time of each other are told as one. Longer than a check of the watchdog. */
const foldMs = 10_000;
/** More notifications of one kind than this are a wall, not news: they become one. */
const mostOfOneKind = 3;
/** A forward that ails again within this time was told of already. */
export const ailingQuietMs = 10 * 60_000;
/** How long "is back" stays. */
export const backStaysMs = 8_000;

export function standingsOf(episodes: Episodes, views: ReadonlyMap<ForwardId, ForwardView>) {
  return new Map<ForwardId, Standing>(
    [...episodes.values()].map((episode) => [episode.forwardId, standingOf(episode, views.get(episode.forwardId))]),
  );
}

export function draftAll(scene: Scene): readonly Draft[] {
  const hung = hungDrafts(scene);
  const failed = [...failedDrafts(scene), ...ailingDrafts(scene)];
  return [...hung, ...backDrafts(scene, hung), ...failed, ...loginDrafts(scene), ...configDrafts(scene)];
}

/** Every announced hang that is not over, and the new ones, folded. */
function hungDrafts(scene: Scene): readonly Draft[] {
  const { standings, posted } = scene;
  const contentOf = (subjects: readonly ForwardId[]) => {
    const hung = subjects.filter((id) => standings.get(id) === 'hung');
    return hung.length === 0 ? null : hungContent(viewsOf(scene, hung), scene.episodes);
  };
  const kept = posted
    .filter(({ kind }) => kind === 'hung')
    .map((old): Draft => {
      const subjects = old.subjects.filter((id) => isOpen(standings.get(id)));
      const back = old.subjects.filter((id) => standings.get(id) === 'back');
      const content = contentOf(subjects);
      const news = old.content === null && content !== null;
      return { key: old.key, kind: 'hung', subjects, returned: [...old.returned, ...back], content, news };
    });
  const ended = kept.filter(({ subjects }) => subjects.length === 0).flatMap((draft) => turnedBack(scene, draft));
  const open = kept.filter(({ subjects }) => subjects.length > 0);
  const hung = [...standings].flatMap(([id, standing]) => (standing === 'hung' ? [id] : []));
  return [...ended, ...withFresh(scene, 'hung', open, hung, contentOf)];
}

function turnedBack(scene: Scene, draft: Draft): readonly Draft[] {
  const returned = [...new Set(draft.returned)].filter((id) => scene.views.get(id)?.state.kind === 'active');
  if (returned.length === 0) return [];
  const content = backContent(viewsOf(scene, returned), longestMs(scene, returned));
  return [{ key: draft.key, kind: 'back', subjects: returned, returned: [], content, news: true }];
}

/** "Is back" for hangs that ended before they were announced, and what was said before while it is still true. */
function backDrafts(scene: Scene, hung: readonly Draft[]): readonly Draft[] {
  const told = new Set(hung.flatMap(({ subjects, returned }) => [...subjects, ...returned]));
  const fresh = [...scene.standings].flatMap(([id, standing]) => (standing === 'back' && !told.has(id) ? [id] : []));
  const kept = scene.posted.filter(
    ({ kind, shownAt, subjects }) =>
      kind === 'back' &&
      scene.now < shownAt + backStaysMs &&
      subjects.every((id) => scene.views.get(id)?.state.kind === 'active' && !isOpen(scene.standings.get(id))),
  );
  const draft = { key: null, kind: 'back', subjects: fresh, returned: fresh, content: null, news: true } as const;
  return [...kept.map((old) => ({ ...old, news: false })), ...turnedBack(scene, draft)];
}

/** Failures that are told as what they come from: a log-in, or a problem of the config file. */
const toldOtherwise: readonly ProblemCode[] = ['login-needed', 'bad-config'];

function failedDrafts(scene: Scene): readonly Draft[] {
  const failed = scene.snapshot.forwards.flatMap(({ id, state }) =>
    state.kind === 'failed' && !toldOtherwise.includes(state.problem.code) ? [id] : [],
  );
  const contentOf = (subjects: readonly ForwardId[]) => failedContent(viewsOf(scene, subjects));
  const kept = scene.posted.flatMap((old): readonly Draft[] => {
    const subjects = old.subjects.filter((id) => failed.includes(id));
    if (old.kind !== 'failed' || subjects.length === 0) return [];
    return [{ key: old.key, kind: 'failed', subjects, returned: [], content: contentOf(subjects), news: false }];
  });
  return withFresh(scene, 'failed', kept, failed, contentOf);
}

/**
 * Forwards whose owners want to be told rather than have things done (`onHang: notify`), and whose app or tunnel ails.
 * What comes and goes is told once in a while; it is taken back each time that it is over.
 */
function ailingDrafts(scene: Scene): readonly Draft[] {
  const ailing = scene.snapshot.forwards.flatMap(({ id, onHang, state }) =>
    onHang === 'notify' && ailmentOf(state) !== null ? [id] : [],
  );
  const contentOf = (subjects: readonly ForwardId[]) => {
    const ill = subjects.filter((id) => ailing.includes(id));
    return ill.length === 0 ? null : ailingContent(viewsOf(scene, ill));
  };
  const kept = scene.posted.flatMap((old): readonly Draft[] => {
    if (old.kind !== 'ailing') return [];
    const over = old.subjects.filter((id) => old.returned.includes(id) || !ailing.includes(id));
    const going = old.subjects.filter((id) => !over.includes(id));
    const isQuiet = scene.now < old.shownAt + ailingQuietMs;
    const subjects = isQuiet ? old.subjects : going;
    if (subjects.length === 0) return [];
    const returned = isQuiet ? over : [];
    return [{ key: old.key, kind: 'ailing', subjects, returned, content: contentOf(going), news: false }];
  });
  return withFresh(scene, 'ailing', kept, ailing, contentOf);
}

/** One per cluster. */
function loginDrafts(scene: Scene): readonly Draft[] {
  const waiting = new Map<string, ForwardView[]>();
  for (const view of scene.snapshot.forwards) {
    if (view.state.kind !== 'failed' || view.state.problem.code !== 'login-needed') continue;
    const cluster = clusterIdOf(view);
    waiting.set(cluster, [...(waiting.get(cluster) ?? []), view]);
  }
  return [...waiting].flatMap(([cluster, views]): readonly Draft[] => {
    const [first] = views;
    if (first?.state.kind !== 'failed') return [];
    const content = loginContent(clusterText(first), first.state.problem, views.length);
    const old = scene.posted.find(({ kind, subjects }) => kind === 'login' && subjects[0] === cluster);
    return [
      { key: old?.key ?? null, kind: 'login', subjects: [cluster], returned: [], content, news: old === undefined },
    ];
  });
}

function configDrafts({ snapshot, posted }: Scene): readonly Draft[] {
  if (snapshot.problems.length === 0) return [];
  const old = posted.find(({ kind }) => kind === 'config');
  const content = configContent(snapshot.problems);
  const news = !isDeepStrictEqual(old?.content, content);
  return [{ key: old?.key ?? null, kind: 'config', subjects: [], returned: [], content, news }];
}

/** Adds those that nobody was told of: to a notification that has only just appeared, or to one of their own. */
function withFresh(
  scene: Scene,
  kind: 'hung' | 'failed' | 'ailing',
  kept: readonly Draft[],
  ids: readonly ForwardId[],
  contentOf: (subjects: readonly ForwardId[]) => NotificationContent | null,
): readonly Draft[] {
  const told = new Set(kept.flatMap(({ subjects }) => subjects));
  const fresh = ids.filter((id) => !told.has(id));
  if (fresh.length === 0) return kept;
  const visible = kept.filter(({ key }) => scene.posted.some((old) => old.key === key && old.visible));
  const recent = visible.filter(({ key }) =>
    scene.posted.some((old) => old.key === key && scene.now - old.shownAt <= foldMs),
  );
  const hosts = visible.length >= mostOfOneKind ? visible : recent.slice(-1);
  const subjects = [...hosts.flatMap((host) => host.subjects), ...fresh];
  const returned = hosts.flatMap((host) => host.returned);
  const content = contentOf(subjects);
  const merged = { key: hosts[0]?.key ?? null, kind, subjects, returned, content, news: true };
  return [...kept.filter((draft) => !hosts.includes(draft)), merged];
}

function isOpen(standing: Standing | undefined): boolean {
  return standing === 'hung' || standing === 'waiting';
}

function viewsOf(scene: Scene, ids: readonly ForwardId[]): readonly ForwardView[] {
  return ids.flatMap((id) => scene.views.get(id) ?? []);
}

function longestMs(scene: Scene, ids: readonly ForwardId[]): number {
  return Math.max(
    0,
    ...ids.map((id) => {
      const episode = scene.episodes.get(id);
      return episode === undefined ? 0 : lengthMs(episode, scene.wallTime);
    }),
  );
}
