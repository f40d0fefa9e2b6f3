import type { ExchangeFormat, ForwardDraft, ImportNote, ImportPlan, PlannedForward } from './import-plan';
import type { Refusal } from './outcome';

/** Forwards that somebody has as text, from wherever. */
export interface ImportRequest {
  readonly text: string;
  /** `auto`: the text tells. */
  readonly format: ExchangeFormat | 'auto';
  /** What the text is called, for sentences. */
  readonly fileName?: string;
}

/** Forwards to be made for what there is in a cluster. */
export interface GenerateRequest {
  readonly context: string;
  /** As in `ForwardDraft`. */
  readonly kubeconfig?: string;
  /** None: the whole cluster. */
  readonly namespaces: readonly string[];
  /** Only services, and workloads, with these labels. */
  readonly selector?: string;
  /** Deployments, stateful sets and daemon sets, too. */
  readonly workloads?: boolean;
}

/** What would be added to the config file. A plan that adds nothing says why. */
export interface PlannedImport {
  readonly ok: true;
  readonly plan: ImportPlan;
  /** For each conflict, in its order: how it could be had all the same, with another port or alias. Null where it cannot. */
  readonly alternatives: readonly (PlannedForward | null)[];
  /** Null when the text could not be told, or was none. */
  readonly format: ExchangeFormat | null;
  /** The config file that it is for. */
  readonly path: string;
}

/** What was added: a forward that was there already is not among them. */
export interface AddedForwards {
  readonly ok: true;
  readonly path: string;
  readonly added: readonly ForwardDraft[];
  /** Whether it can be taken back: until the next import, also after a restart. */
  readonly canUndo: boolean;
}

/** What an undone import comes to. */
export interface UndoneImport {
  readonly ok: true;
  readonly path: string;
  readonly removed: readonly ForwardDraft[];
  /** Not what was added any more, or gone: left as they are. */
  readonly left: readonly ForwardDraft[];
}

/** The forwards of the config file as another program would have them. */
export interface ExportedForwards {
  readonly ok: true;
  /** The config file. */
  readonly path: string;
  readonly text: string;
  readonly count: number;
  /** Forwards of the file that are not right, and left out. */
  readonly broken: number;
  /** What the format cannot express. */
  readonly notes: readonly ImportNote[];
}

export type PlanAnswer = PlannedImport | Refusal;
export type AddAnswer = AddedForwards | Refusal;
export type UndoAnswer = UndoneImport | Refusal;
export type ExportAnswer = ExportedForwards | Refusal;
