import type { ForwardId } from '../../shared/forward';
import { isSameSubject, type Mute, type MuteSubject } from '../../shared/preferences';
import type { ForwardView } from '../../shared/view';
import { settingsWords } from '../../shared/words-settings';

/** Something that can be muted, and what it is called. */
export interface MuteChoice {
  readonly subject: MuteSubject;
  readonly name: string;
}

const words = settingsWords.mutes;

/** All that is not muted yet: everything, the groups, and the forwards, in the order of the configuration. */
export function muteChoices(
  forwards: Iterable<ForwardView>,
  mutes: readonly Mute[],
): { readonly groups: readonly MuteChoice[]; readonly forwards: readonly MuteChoice[]; readonly all: boolean } {
  const views = [...forwards];
  const isFree = ({ subject }: MuteChoice) => !mutes.some((mute) => isSameSubject(mute.subject, subject));
  const groups = [...new Set(views.map(({ group }) => group))];
  return {
    all: isFree({ subject: { kind: 'all' }, name: '' }),
    groups: groups.map((name): MuteChoice => ({ subject: { kind: 'group', name }, name })).filter(isFree),
    forwards: views
      .map(({ id, alias }): MuteChoice => ({ subject: { kind: 'forward', id }, name: alias }))
      .filter(isFree),
  };
}

/** What a mute is about, for a person; what is not in the list any more is said to be so. */
export function muteName({ subject }: Mute, forwards: ReadonlyMap<ForwardId, ForwardView>): string {
  if (subject.kind === 'all') return words.all;
  if (subject.kind === 'group') {
    const isThere = [...forwards.values()].some(({ group }) => group === subject.name);
    return isThere ? words.group(subject.name) : `${words.group(subject.name)} (${words.gone})`;
  }
  return forwards.get(subject.id)?.alias ?? `${subject.id} (${words.gone})`;
}
