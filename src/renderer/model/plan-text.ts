import { conflictSentence } from '../../shared/exchange-phrases';
import { addressText } from '../../shared/forward';
import type { ForwardDraft, ImportConflict } from '../../shared/import-plan';
import { isLoopback } from '../../shared/loopback';
import { sentence } from '../../shared/phrases';
import { importWords as words } from '../../shared/words-import';
import type { PlanRow } from './plan';

/** What a forward is called: its alias, or what it leads to. */
export function draftName({ forward }: ForwardDraft): string {
  return forward.alias ?? targetName(forward);
}

export function rowName({ draft }: Pick<PlanRow, 'draft'>): string {
  return draftName(draft);
}

/** `service/api:http`. */
export function rowTarget({ draft }: { readonly draft: ForwardDraft }): string {
  return `${targetName(draft.forward)}:${String(draft.forward.port)}`;
}

function targetName({ resource, selector }: ForwardDraft['forward']): string {
  return resource === 'pod' ? (selector ?? resource) : resource;
}

/** `api  localhost:8080 → service/api:80 in prod / shop`. */
export function addedText(draft: ForwardDraft): string {
  const { bindAddress = '127.0.0.1', localPort } = draft.forward;
  const host = bindAddress === '127.0.0.1' ? 'localhost' : bindAddress;
  return `${draftName(draft)}: ${addressText(host, localPort)} → ${rowTarget({ draft })}, ${draft.context} / ${draft.namespace}`;
}

/** Why a forward is not simply added. */
export function conflictText({ draft, kind, holder }: ImportConflict): string {
  const { alias, localPort } = draft.forward;
  return kind === 'alias' ? words.aliasConflict(alias ?? '', holder) : words.portConflict(localPort, holder);
}

export function sameText(conflict: ImportConflict): string {
  return sentence(`${draftName(conflict.draft)} ${conflictSentence(conflict)}`);
}

/** Whether others than this computer could reach it. */
export function isOpen({ draft }: Pick<PlanRow, 'draft'>): boolean {
  return !isLoopback(draft.forward.bindAddress ?? '127.0.0.1');
}
