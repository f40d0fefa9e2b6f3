import type { Diagnosis } from '../../shared/diagnosis';
import type { AppEvent } from '../../shared/events';
import type { ForwardId } from '../../shared/forward';
import type { ForwardEdit } from '../../shared/forward-edit';
import type { ExchangeFormat, PlannedForward } from '../../shared/import-plan';
import type {
  AddAnswer,
  ExportAnswer,
  GenerateRequest,
  ImportRequest,
  PlanAnswer,
  UndoAnswer,
} from '../../shared/import-request';
import type { ActionResult } from '../../shared/ipc';
import type { Outcome } from '../../shared/outcome';
import type { ConfigProblem, ForwardView, Snapshot } from '../../shared/view';
import type { Event } from '../base/emitter';
import type { Discoverer, Editor } from './editor';
import type { EventBus } from './event-bus';
import type { Setup } from './setup';

/** `file`: what is concerned. */
export type Trouble = Pick<ConfigProblem, 'file' | 'message'> & Partial<Pick<ConfigProblem, 'hint'>>;

export interface ForwardsChange {
  readonly changed: readonly ForwardView[];
  readonly removed: readonly ForwardId[];
}

/**
 * The running application as its surfaces (window, tray, notifications, headless table) see it. `compose.ts` makes
 * it; surfaces ask and command through nothing else.
 */
export interface Application {
  readonly bus: EventBus;
  /** Batched per turn of the event loop. */
  readonly onDidChangeForwards: Event<ForwardsChange>;
  /** Something other than a forward changed: the source, its problems, or whether the watchdog watches. */
  readonly onDidChangeSituation: Event<Snapshot>;
  snapshot(): Snapshot;
  /** Starts the watchdog and the forwards. Surfaces subscribe first, so that they miss nothing. */
  run(): void;
  /** Oldest first; survives restarts of the forward. */
  timeline(id: ForwardId): readonly AppEvent[];
  start(ids: readonly ForwardId[]): readonly ActionResult[];
  stop(ids: readonly ForwardId[]): readonly ActionResult[];
  /** Works from any state, and twice is the same as once. */
  restart(ids: readonly ForwardId[]): readonly ActionResult[];
  /**
   * Looks afresh at everything that the forward needs, without touching it. `onProgress` is told each step; `signal` ends
   * it early. Null when there is no such forward. Never rejects.
   */
  diagnose(id: ForwardId, onProgress: (diagnosis: Diagnosis) => void, signal: AbortSignal): Promise<Diagnosis | null>;
  /** Reads the config file now, as is done by itself when it changes. Settles when it is in use, or refused. */
  reloadConfig(): Promise<void>;
  /**
   * Writes the change into the config file, and settles when it is in use, like every change of the file. Never
   * rejects.
   */
  editConfig(edit: ForwardEdit): Promise<Outcome>;
  readonly editor: Editor;
  readonly discovery: Discoverer;
  /** What importing would add to the config file, and what not. Changes nothing. Never rejects. */
  planImport(request: ImportRequest): Promise<PlanAnswer>;
  /** The same for what there is in a cluster, which is asked. `signal` ends it early. Never rejects. */
  planGenerate(request: GenerateRequest, signal: AbortSignal): Promise<PlanAnswer>;
  /** Adds forwards of a plan, all or some, in one step, and settles when they are in use. Never rejects. */
  applyImport(forwards: readonly PlannedForward[]): Promise<AddAnswer>;
  /** Takes the last import back, also one of the command line: those of its forwards that are as they were. Never rejects. */
  undoImport(): Promise<UndoAnswer>;
  /** The forwards of the config file as another program would have them, and what it cannot express. Never rejects. */
  planExport(format: ExchangeFormat): Promise<ExportAnswer>;
  readonly setup: Setup;
  setWatching(watching: boolean): void;
  /** Something is wrong that is no forward's fault, and stands among the problems until it is null. `name` tells it apart. */
  noteTrouble(name: string, trouble: Trouble | null): void;
  /** The machine slept and is awake again: excuse the silence and probe every forward at once. */
  machineResumed(): void;
  /**
   * Closes every port, socket, thread and timer; settles within a few seconds whatever they do. Answers whether all
   * threads are gone: if not, the process has to be killed, since it would wait for them.
   */
  dispose(): Promise<boolean>;
}
