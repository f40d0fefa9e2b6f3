import { shownKind, type ShownKind } from '../../shared/forward';
import { localText, stateWord, targetWithPortText } from '../../shared/phrases';
import type { ForwardView } from '../../shared/view';
import { words } from './desktop-phrases';

/** One shape per state, so that no state is told by colour or by its word alone. */
const shapes: Record<ShownKind, string> = {
  active: '●',
  stale: '◐',
  ailing: '◒',
  listening: '◎',
  starting: '◌',
  reconnecting: '↻',
  hung: '◆',
  failed: '✕',
  stopped: '○',
};

export function stateShape(view: Pick<ForwardView, 'state' | 'stale'>): string {
  return shapes[shownKind(view)];
}

/**
 * `● api-gateway  localhost:8080 → api-7f9c`; a forward that is not well, or leads to production, also says so in a
 * word.
 */
export function forwardLabel(view: ForwardView): string {
  const well = shownKind(view) === 'active';
  const goal = view.state.kind === 'active' ? view.state.pod : targetWithPortText(view);
  const label = `${stateShape(view)} ${view.alias}  ${localText(view)} → ${goal}`;
  const marks = [view.production === true ? words.production : '', well ? '' : stateWord(view)].filter(Boolean);
  return marks.length === 0 ? label : `${label}  (${marks.join(', ')})`;
}

/** Menus read a single `&` as the mark of a mnemonic; aliases and file names are shown as they are written. */
export function menuText(text: string): string {
  return text.replaceAll('&', '&&');
}
