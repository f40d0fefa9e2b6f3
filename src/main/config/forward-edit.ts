import { isDeepStrictEqual } from 'node:util';
import { clusterIdOf } from '../../shared/cluster-ref';
import type { ForwardEdit } from '../../shared/forward-edit';
import type { ForwardDraft } from '../../shared/import-plan';

/** What the edit comes to: the forward is to be this; null when it is to go. */
export function wantedBy(edit: Exclude<ForwardEdit, { kind: 'add' }>): ForwardDraft | null {
  const { forward } = edit;
  switch (edit.kind) {
    case 'change':
      return edit.to;
    case 'delete':
      return null;
    case 'enable':
    case 'disable':
      return { ...forward, forward: enabled(forward.forward, edit.kind === 'enable') };
    case 'move':
      return forward;
  }
}

/** `true` is what a forward is that says nothing, so that nothing has to be said. */
function enabled(forward: ForwardDraft['forward'], autostart: boolean): ForwardDraft['forward'] {
  if ((forward.autostart ?? true) === autostart && autostart) return forward;
  return { ...forward, autostart };
}

/** The forwards of a file after the edit; null when what it is about is not there. */
export function editForwards(forwards: readonly ForwardDraft[], edit: ForwardEdit): readonly ForwardDraft[] | null {
  if (edit.kind === 'add') return [...forwards, edit.forward];
  const index = placeOf(forwards, edit.forward);
  if (index === -1) return null;
  const others = forwards.filter((_, at) => at !== index);
  if (edit.kind === 'move') {
    const before = edit.before === null ? endOf(others, edit.forward, index) : placeOf(others, edit.before);
    return before === -1 ? null : inserted(others, before, edit.forward);
  }
  const wanted = wantedBy(edit);
  if (wanted === null) return others;
  return isSameList(wanted, edit.forward) ? inserted(others, index, wanted) : [...others, wanted];
}

export function placeOf(forwards: readonly ForwardDraft[], wanted: ForwardDraft): number {
  return forwards.findIndex((forward) => isDeepStrictEqual(forward, wanted));
}

export function isSameList(a: ForwardDraft, b: ForwardDraft): boolean {
  return clusterIdOf(a) === clusterIdOf(b) && a.namespace === b.namespace;
}

/** Where the list of the forward ends; `otherwise` when it has no others. */
function endOf(forwards: readonly ForwardDraft[], forward: ForwardDraft, otherwise: number): number {
  const places = forwards.flatMap((other, at) => (isSameList(other, forward) ? [at + 1] : []));
  return places.at(-1) ?? otherwise;
}

function inserted(forwards: readonly ForwardDraft[], at: number, forward: ForwardDraft): readonly ForwardDraft[] {
  return [...forwards.slice(0, at), forward, ...forwards.slice(at)];
}
