import { addressText } from '../../shared/forward';
import type { ImportConflict, ImportNote, PlannedForward } from '../../shared/import-plan';
import type { PlannedImport } from '../../shared/import-request';

/** A forward of a plan, as it stands in the preview. */
export interface PlanRow {
  /** Its place in the plan; never changes. */
  readonly key: number;
  /** As it would be added, but for the port. */
  readonly draft: PlannedForward;
  /** The local port as it was typed. */
  readonly port: string;
  readonly chosen: boolean;
  /** Why it cannot be had as it was; null when it can. */
  readonly conflict: ImportConflict | null;
}

/** A preview: what would be added, what a person has chosen of it, and what is only told. */
export interface PlanSheet {
  readonly rows: readonly PlanRow[];
  /** Nothing is missing: it is there. */
  readonly same: readonly ImportConflict[];
  /** In conflict, and there is no other port or name for it. */
  readonly stuck: readonly ImportConflict[];
  /** What cost a whole forward. */
  readonly lost: readonly ImportNote[];
  /** Settings that are not taken over. */
  readonly without: readonly ImportNote[];
  readonly changes: readonly ImportNote[];
}

/** `chosen`: whether everything that can simply be added is chosen from the start. What is in conflict never is. */
export function sheetOf({ plan, alternatives }: PlannedImport, chosen: boolean): PlanSheet {
  const same = plan.conflicts.filter(({ kind }) => kind === 'same');
  const clashes = plan.conflicts.flatMap((conflict, index) =>
    conflict.kind === 'same' ? [] : [{ conflict, other: alternatives[index] ?? null }],
  );
  const drafts = [
    ...plan.adds.map((draft) => ({ draft, chosen, conflict: null })),
    ...clashes.flatMap(({ conflict, other }) => (other ? [{ draft: other, chosen: false, conflict }] : [])),
  ];
  return {
    rows: drafts.map((row, key) => ({ ...row, key, port: String(row.draft.forward.localPort) })),
    same,
    stuck: clashes.flatMap(({ conflict, other }) => (other ? [] : [conflict])),
    lost: plan.cannot.filter(({ costsForward }) => costsForward),
    without: plan.cannot.filter(({ costsForward }) => !costsForward),
    changes: plan.changes,
  };
}

export function withChosen(sheet: PlanSheet, keys: readonly number[], chosen: boolean): PlanSheet {
  const changing = new Set(keys);
  return changed(sheet, (row) => (changing.has(row.key) && row.chosen !== chosen ? { ...row, chosen } : row));
}

/** Whoever types a port for a forward wants it. */
export function withPort(sheet: PlanSheet, key: number, port: string): PlanSheet {
  return changed(sheet, (row) => (row.key === key ? { ...row, port, chosen: true } : row));
}

function changed(sheet: PlanSheet, change: (row: PlanRow) => PlanRow): PlanSheet {
  return { ...sheet, rows: sheet.rows.map(change) };
}

/** Whether the text is found in what a row shows. */
export function matches({ draft, port }: PlanRow, text: string): boolean {
  const { context, namespace, forward } = draft;
  const shown = [forward.alias, forward.resource, forward.selector, forward.port, port, context, namespace];
  const wanted = text.toLowerCase().split(/\s+/);
  const all = shown.join(' ').toLowerCase();
  return wanted.every((word) => all.includes(word));
}

/** Rows of one context and namespace. */
export interface PlanGroup {
  readonly context: string;
  readonly namespace: string;
  readonly rows: readonly PlanRow[];
}

/** In the order in which they were read. */
export function planGroups(rows: readonly PlanRow[]): readonly PlanGroup[] {
  const groups = new Map<string, PlanRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.draft.context, row.draft.namespace]);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()].flatMap((own) => {
    const [first] = own;
    return first ? [{ context: first.draft.context, namespace: first.draft.namespace, rows: own }] : [];
  });
}

/** All, some or none: what a checkbox for several rows shows. */
export function chosenOf(rows: readonly PlanRow[]): 'all' | 'some' | 'none' {
  const count = rows.filter(({ chosen }) => chosen).length;
  if (count === 0) return 'none';
  return count === rows.length ? 'all' : 'some';
}

/** The port that was typed; null when it is none. */
export function portOf({ port }: Pick<PlanRow, 'port'>): number | null {
  const number = /^\d{1,5}$/.test(port.trim()) ? Number(port) : 0;
  return number >= 1 && number <= 65_535 ? number : null;
}

/** What goes to main. Only for a sheet whose ports are right. */
export function chosenForwards({ rows }: PlanSheet): readonly PlannedForward[] {
  return rows.flatMap((row) => {
    const localPort = portOf(row);
    if (!row.chosen || localPort === null) return [];
    return [{ ...row.draft, forward: { ...row.draft.forward, localPort } }];
  });
}

/** Where a row would listen, as forwards are known by. */
export function addressOf({ draft }: PlanRow, port: number): string {
  const { bindAddress = '127.0.0.1' } = draft.forward;
  return addressText(bindAddress === 'localhost' ? '127.0.0.1' : bindAddress, port);
}
