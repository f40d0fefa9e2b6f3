import type { Mute } from '../../shared/preferences';
import type { ConfigSource, ForwardView } from '../../shared/view';
import { asking, autostartHints, openHint } from '../../shared/words-actions';
import { startOrStop } from './action';
import type { Command, ForwardAction } from './commands';
import type { IconName } from './icons';
import type { MenuItem } from './menu';
import { allMuteOffers, forwardMuteOffers, forwardOffers, groupMuteOffers, type Offer } from './offers';

export interface RowMenuWorld {
  readonly source: ConfigSource;
  /** Those that have not ended. */
  readonly mutes: readonly Mute[];
  /** It is opened from the details, which need not be shown any more. */
  readonly isInDetails: boolean;
}

/** As people look for them: what is done most comes first, and what harms is last and apart. */
const sections: readonly (readonly ForwardAction[])[] = [
  ['details', 'start-stop', 'restart', 'copy', 'open', 'diagnose'],
  ['edit', 'duplicate', 'autostart'],
];

/** These ask for more before they do anything. */
const asks: ReadonlySet<Command['kind']> = new Set<ForwardAction>(['edit', 'duplicate', 'delete']);

/**
 * What the menu of a forward offers, in sections. Nothing comes, goes or changes its place while it is open, but for what is
 * muted: what cannot be done now is shown as such.
 */
export function rowMenuOf(
  view: ForwardView,
  { source, mutes, isInDetails }: RowMenuWorld,
): readonly (readonly MenuItem[])[] {
  const offers = new Map(forwardOffers(view, source).map((offer) => [offer.command.kind, offer]));
  const items = (kinds: readonly Command['kind'][]) =>
    kinds.flatMap((kind) => {
      const offer = offers.get(kind);
      return offer && !(isInDetails && kind === 'details') ? [itemOf(offer, view)] : [];
    });
  const quiet = [
    ...allMuteOffers(mutes).filter(({ command }) => command.kind === 'unmute'),
    ...forwardMuteOffers(view, mutes),
    // For a while is what the palette has, too: here it would only be one more.
    ...groupMuteOffers(view.group, mutes).slice(-1),
  ].map((offer) => itemOf(offer, view));
  return [...sections.map(items), quiet, items(['delete'])].filter((section) => section.length > 0);
}

function itemOf({ key, command, label, chord, isPossible }: Offer, view: ForwardView): MenuItem {
  const { kind } = command;
  const isOn = view.autostart !== false;
  return {
    key,
    command,
    label: asks.has(kind) ? asking(label) : label,
    icon: iconOf(kind, view),
    chord,
    isPossible,
    isHarmful: kind === 'delete',
    ...(kind === 'autostart' ? { isTicked: isOn, hint: autostartHints[isOn ? 'on' : 'off'] } : {}),
    ...(isPossible ? {} : { hint: openHint }),
  };
}

/** What is ticked has its tick instead. */
function iconOf(kind: Command['kind'], view: ForwardView): IconName | null {
  switch (kind) {
    case 'start-stop':
      return startOrStop(view.state);
    case 'details':
    case 'restart':
    case 'copy':
    case 'open':
    case 'diagnose':
    case 'edit':
    case 'duplicate':
    case 'delete':
    case 'mute':
    case 'unmute':
      return kind;
    default:
      return null;
  }
}
