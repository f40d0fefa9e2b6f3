import { minuteText } from '../../shared/durations-text';
import { isRunning } from '../../shared/forward';
import { isSameSubject, type Mute, muteHourMs, type MuteSubject } from '../../shared/preferences';
import type { ConfigSource, ForwardView } from '../../shared/view';
import { forwardVerbs, muteVerbs, notificationsOf } from '../../shared/words-actions';
import { startOrStop } from './action';
import { chordOf, type Chord, type Command, forwardActions, type ForwardAction } from './commands';

/** Something that can be done now: the palette and the menus show it, by the same words. */
export interface Offer {
  /** The same for the same command, for remembering it: `restart 127.0.0.1:5432`. */
  readonly key: string;
  readonly command: Command;
  /** With the name of what it is about. */
  readonly title: string;
  /** Without, where it is plain what it is about. */
  readonly label: string;
  readonly chord: Chord | undefined;
  /** false: not as things are now. */
  readonly isPossible: boolean;
}

/** These change the config file, and there has to be one. */
const ofFile: ReadonlySet<ForwardAction> = new Set(['edit', 'duplicate', 'autostart', 'delete']);

/** What can be done with a forward, but for its notifications, in the order of the palette. */
export function forwardOffers(view: ForwardView, source: ConfigSource): readonly Offer[] {
  return forwardActions
    .filter((kind) => source.kind === 'file' || !ofFile.has(kind))
    .map((kind) => {
      const verb = forwardVerbs[verbOf(kind, view)];
      return {
        key: `${kind} ${view.id}`,
        command: { kind, id: view.id },
        title: verb.of(view.alias),
        label: verb.plain,
        chord: chordOf(kind),
        isPossible: kind !== 'open' || isRunning(view.state),
      };
    });
}

function verbOf(kind: ForwardAction, view: ForwardView): keyof typeof forwardVerbs {
  if (kind === 'start-stop') return startOrStop(view.state);
  return kind === 'autostart' && view.autostart !== false ? 'no-autostart' : kind;
}

/** Nothing where the config file says already that notifications leave it out. */
export function forwardMuteOffers(view: ForwardView, mutes: readonly Mute[]): readonly Offer[] {
  const { id, alias } = view;
  if (view.notify === false) return [];
  return muteOffers({ kind: 'forward', id }, mutes, notificationsOf.forward(alias), notificationsOf.this);
}

export function groupMuteOffers(name: string, mutes: readonly Mute[]): readonly Offer[] {
  return muteOffers({ kind: 'group', name }, mutes, notificationsOf.group(name), notificationsOf.thisGroup);
}

export function allMuteOffers(mutes: readonly Mute[]): readonly Offer[] {
  return muteOffers({ kind: 'all' }, mutes, notificationsOf.all, notificationsOf.all);
}

/** To mute it, for an hour or until it is ended; or, when it is muted, to end that. */
function muteOffers(subject: MuteSubject, mutes: readonly Mute[], what: string, here: string): readonly Offer[] {
  const found = mutes.find((mute) => isSameSubject(mute.subject, subject));
  const offer = (name: string, command: Command, say: (of: string) => string): Offer => ({
    key: `${name} ${subjectText(subject)}`,
    command,
    title: say(what),
    label: say(here),
    chord: undefined,
    isPossible: true,
  });
  if (found) {
    const until = found.until === null ? null : minuteText(found.until);
    return [offer('unmute', { kind: 'unmute', subject }, (of) => muteVerbs.unmute(of, until))];
  }
  return [
    offer('mute-hour', { kind: 'mute', subject, forMs: muteHourMs }, muteVerbs.hour),
    offer('mute', { kind: 'mute', subject, forMs: null }, muteVerbs.always),
  ];
}

function subjectText(subject: MuteSubject): string {
  if (subject.kind === 'all') return 'all';
  return subject.kind === 'group' ? `group ${subject.name}` : subject.id;
}
