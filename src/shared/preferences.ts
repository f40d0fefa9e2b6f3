import type { EpochMs, ForwardId } from './forward';

/** What a person chooses about the app on this machine. What concerns forwards stands in the config file. */

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** What notifications tell of. `hung` is also that it is over. */
export const noticeKinds = ['hung', 'failed', 'ailing', 'login', 'config'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** Which notifications are wanted, and whether any of them may sound. */
export type NoticeChoice = Readonly<Record<NoticeKind, boolean>> & { readonly sound: boolean };

export const allNotices: NoticeChoice = {
  hung: true,
  failed: true,
  ailing: true,
  login: true,
  config: true,
  sound: true,
};

/** What notifications say nothing of for a while. */
export type MuteSubject =
  | { readonly kind: 'all' }
  | { readonly kind: 'group'; readonly name: string }
  | { readonly kind: 'forward'; readonly id: ForwardId };

export interface Mute {
  readonly subject: MuteSubject;
  /** Null: until it is ended by hand. */
  readonly until: EpochMs | null;
}

/** How long something is muted that is muted for a while, in milliseconds. */
export const muteHourMs = 3_600_000;

export function isSameSubject(one: MuteSubject, other: MuteSubject): boolean {
  if (one.kind === 'group') return other.kind === 'group' && one.name === other.name;
  if (one.kind === 'forward') return other.kind === 'forward' && one.id === other.id;
  return other.kind === 'all';
}

/** Those that have not ended by themselves. */
export function activeMutes(mutes: readonly Mute[], now: EpochMs): readonly Mute[] {
  return mutes.filter(({ until }) => until === null || until > now);
}

/** What keeps notifications of this forward back, the widest first; null when nothing does. */
export function muteOf(
  mutes: readonly Mute[],
  view: { readonly id: ForwardId; readonly group: string },
  now: EpochMs,
): Mute | null {
  const active = activeMutes(mutes, now);
  const by = (subject: MuteSubject) => active.find((mute) => isSameSubject(mute.subject, subject));
  return by({ kind: 'all' }) ?? by({ kind: 'group', name: view.group }) ?? by({ kind: 'forward', id: view.id }) ?? null;
}

/** What keeps all notifications back; null when nothing does. */
export function muteOfAll(mutes: readonly Mute[], now: EpochMs): Mute | null {
  return activeMutes(mutes, now).find(({ subject }) => subject.kind === 'all') ?? null;
}

/** With this one, instead of what was there for the same. */
export function withMute(mutes: readonly Mute[], mute: Mute): readonly Mute[] {
  return [...withoutMute(mutes, mute.subject), mute];
}

export function withoutMute(mutes: readonly Mute[], subject: MuteSubject): readonly Mute[] {
  return mutes.filter((mute) => !isSameSubject(mute.subject, subject));
}
