import type { ForwardId } from '../../shared/forward';
import { isRunning, needsAttention } from '../../shared/forward';
import { localText, stateWords } from '../../shared/phrases';
import type { ConfigSource, ForwardView } from '../../shared/view';
import { type Mute, type Theme, themes } from '../../shared/preferences';
import { appVerbs, themeVerbs } from '../../shared/words-actions';
import { alsoCalled, showOnlyText } from '../../shared/words-palette';
import { chordOf, type AppAction, type Chord, type Command } from './commands';
import { matchWord } from './fuzzy';
import { shownAs, shownOrder, type Shown } from './groups';
import { allMuteOffers, forwardMuteOffers, forwardOffers, groupMuteOffers, type Offer } from './offers';

/** Something that the palette offers. */
export interface Entry {
  /** The same for the same command, for remembering it: `restart 127.0.0.1:5432`. */
  readonly key: string;
  readonly command: Command;
  readonly title: string;
  /** What tells forwards with the same name apart; empty for what is about no forward. */
  readonly detail: string;
  /** The state of the forward that it is about. */
  readonly shown?: Shown;
  readonly chord: Chord | undefined;
  /** Other words that find it, in lower case. */
  readonly also: string;
}

/** An entry that answers to what was typed, and which characters of its title did. */
export interface Found {
  readonly entry: Entry;
  readonly at: ReadonlySet<number>;
}

export interface PaletteWorld {
  /** In the order of the list. */
  readonly forwards: readonly ForwardView[];
  readonly watching: boolean;
  readonly source: ConfigSource;
  /** The forward that the keyboard is at. */
  readonly currentId: ForwardId | undefined;
  readonly filtered: boolean;
  /** Those that have not ended. */
  readonly mutes: readonly Mute[];
  /** Null while it is not known. */
  readonly theme: Theme | null;
}

/** Everything that can be done now, the forward that the keyboard is at first. Nothing that would be refused. */
export function entriesOf(world: PaletteWorld): readonly Entry[] {
  const current = world.forwards.filter((view) => view.id === world.currentId);
  const others = world.forwards.filter((view) => view.id !== world.currentId);
  const about = (view: ForwardView) => entriesAbout(view, world);
  return [...current.flatMap(about), ...appEntries(world), ...preferenceEntries(world), ...others.flatMap(about)];
}

function entriesAbout(view: ForwardView, { source, mutes }: PaletteWorld): readonly Entry[] {
  const about = {
    detail: `${localText(view)} · ${view.target}`,
    also: `${view.context} ${view.namespace} ${view.group}`.toLowerCase(),
    shown: shownAs(view),
  };
  const offers = forwardOffers(view, source);
  // What mends an ill one comes first.
  const mending = offers.filter(({ command }) => needsAttention(view.state) && command.kind === 'restart');
  return [...new Set([...mending, ...offers]), ...forwardMuteOffers(view, mutes)]
    .filter(({ isPossible }) => isPossible)
    .map((offer) => entryOf(offer, about));
}

function entryOf(
  { key, command, title, chord }: Offer,
  { also = '', ...about }: Partial<Pick<Entry, 'detail' | 'also' | 'shown'>> = {},
): Entry {
  return { key, command, title, chord, detail: '', ...about, also: `${also} ${alsoCalled[command.kind] ?? ''}`.trim() };
}

/** Of all notifications, of those of each group, and how the window looks. */
function preferenceEntries({ forwards, mutes, theme }: PaletteWorld): readonly Entry[] {
  const groups = [...new Set(forwards.map(({ group }) => group))];
  return [
    ...allMuteOffers(mutes).map((offer) => entryOf(offer)),
    ...groups.flatMap((name) => groupMuteOffers(name, mutes)).map((offer) => entryOf(offer)),
    ...themes
      .filter((other) => theme !== null && other !== theme)
      .map((other) => appEntry(`theme ${other}`, { kind: 'theme', theme: other }, themeVerbs[other])),
  ];
}

function appEntries(world: PaletteWorld): readonly Entry[] {
  const { forwards } = world;
  const isThere = new Set(forwards.map(shownAs));
  const offered: readonly (AppAction | false)[] = [
    isThere.has('hung') && 'restart-hung',
    'add',
    'import',
    'generate',
    'export',
    'settings',
    forwards.some((view) => !isRunning(view.state)) && 'start-all',
    forwards.some((view) => isRunning(view.state)) && 'stop-all',
    forwards.length > 0 && (world.watching ? 'pause-watching' : 'resume-watching'),
    world.source.kind === 'file' && 'reload-config',
    world.filtered && 'clear-filter',
    forwards.length > 0 && 'filter',
    'keys',
  ];
  const actions = offered.filter((kind) => kind !== false).map((kind) => appEntry(kind, { kind }, appVerbs[kind]));
  const filters = shownOrder
    .filter((shown) => isThere.has(shown))
    .map((shown) => appEntry(`show-only ${shown}`, { kind: 'show-only', shown }, showOnlyText(stateWords[shown])));
  return [...actions, ...filters];
}

function appEntry(key: string, command: Command, title: string): Entry {
  return { key, command, title, detail: '', chord: chordOf(command.kind), also: alsoCalled[command.kind] ?? '' };
}

/**
 * What answers to the text, the best first; among equals what was used last. Without a text: what was used last, then the
 * rest in its own order.
 */
export function search(entries: readonly Entry[], text: string, recent: readonly string[]): readonly Found[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const rankOf = (entry: Entry) => {
    const used = recent.indexOf(entry.key);
    return used === -1 ? recent.length : used;
  };
  return entries
    .flatMap((entry, order) => {
      const found = matchEntry(entry, words);
      return found ? [{ ...found, order, rank: rankOf(entry) }] : [];
    })
    .sort((a, b) => b.score - a.score || a.rank - b.rank || a.order - b.order);
}

/** Every word has to be found: best in the title, else in the detail, else among its other names. */
function matchEntry(entry: Entry, words: readonly string[]): (Found & { readonly score: number }) | null {
  const title = entry.title.toLowerCase();
  const at = new Set<number>();
  let score = 0;
  for (const word of words) {
    const inTitle = matchWord(word, title);
    const elsewhere = matchWord(word, entry.detail.toLowerCase()) ?? matchWord(word, entry.also);
    const elsewhereScore = (elsewhere?.score ?? 0) / 2;
    if (inTitle === null && elsewhere === null) return null;
    score += Math.max(inTitle?.score ?? 0, elsewhereScore);
    for (const index of inTitle?.at ?? []) at.add(index);
  }
  return { entry, at, score };
}

/** The text in pieces, for showing which characters were found. */
export function pieces(
  text: string,
  at: ReadonlySet<number>,
): readonly { readonly text: string; readonly hit: boolean }[] {
  const result: { text: string; hit: boolean }[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const last = result.at(-1);
    const character = text.charAt(index);
    if (last && last.hit === at.has(index)) last.text += character;
    else result.push({ text: character, hit: at.has(index) });
  }
  return result;
}

/** How many commands are remembered. */
const mostRemembered = 20;

/** What was used last, with this one in front. */
export function remembered(recent: readonly string[], key: string): readonly string[] {
  return [key, ...recent.filter((other) => other !== key)].slice(0, mostRemembered);
}
