import type { ForwardDraft, ImportConflict, ImportNote } from './import-plan';
import { addressText } from './forward';

/** Cells of a line about a forward that is to be added, or taken out. */
export function addCells({ context, namespace, forward }: ForwardDraft): readonly string[] {
  const { alias = '', resource, selector, port, bindAddress = '127.0.0.1', localPort } = forward;
  const target = resource === 'pod' ? (selector ?? '') : resource;
  return [alias, addressText(bindAddress, localPort), '→', `${target}:${String(port)}`, `${context}/${namespace}`];
}

/** Why a forward is left out because of another one. */
export function conflictSentence({ draft, kind, holder }: ImportConflict): string {
  const { alias, localPort } = draft.forward;
  if (kind === 'same') return `is there already: ${holder}`;
  if (kind === 'alias')
    return `alias ${JSON.stringify(alias)} is taken by ${holder}; choose another one for one of them`;
  return `local port ${String(localPort)} is taken by ${holder}; choose another one for one of them`;
}

/** Notes that say the same of several places, together. */
export function noteLines(notes: readonly ImportNote[]): readonly string[] {
  const places = new Map<string, string[]>();
  for (const { what, why, where } of notes) {
    const text = `${what}: ${why}`;
    places.set(text, [...(places.get(text) ?? []), where]);
  }
  return [...places].map(([text, where]) => {
    const of = placesText(where);
    // What is wrong with the file as a whole names it already.
    return of === 'the file' ? `${text}.` : `${of}: ${text}.`;
  });
}

const shownPlaces = 3;

function placesText(places: readonly string[]): string {
  const distinct = [...new Set(places)];
  const more = distinct.length - shownPlaces;
  return distinct.slice(0, shownPlaces).join(', ') + (more > 0 ? ` and ${String(more)} more` : '');
}

export function countText(count: number, what = 'forward'): string {
  return `${String(count)} ${what}${count === 1 ? '' : 's'}`;
}
