import type { AddedForwards, PlanAnswer, PlannedImport } from '../shared/import-request';
import type { WindowApi } from '../shared/ipc';
import type { AnyFormat } from '../shared/ipc-exchange';
import type { Refusal } from '../shared/outcome';
import type { LastImport } from './importing-last.svelte';
import { PortLooks } from './importing-ports.svelte';
import { chosenForwards, sheetOf, withChosen, withPort, type PlanSheet } from './model/plan';
import { isOpen, rowName } from './model/plan-text';
import { refusalOf } from './model/refusal';

/** How far an import is. */
export type PlanStep =
  /** It is still to be said of what. */
  | { readonly kind: 'source' }
  /** `what`: a sentence. */
  | { readonly kind: 'asking'; readonly what: string }
  /** `of`: what it is a plan of, for sentences. */
  | { readonly kind: 'plan'; readonly of: string; readonly planned: PlannedImport }
  | { readonly kind: 'done'; readonly added: AddedForwards };

/** What a text is read as, and how to read it as something else. */
export interface FormatChoice {
  readonly current: AnyFormat;
  readonly change: (format: AnyFormat) => void;
}

/** What is to be planned. */
export interface Asked {
  readonly of: string;
  /** What to say meanwhile. */
  readonly what: string;
  readonly ask: () => Promise<PlanAnswer>;
  /** Whether everything is chosen from the start. */
  readonly chosen: boolean;
  /** Tells main that the answer is not wanted any more. */
  readonly cancel?: () => unknown;
}

/** From a source over its preview to what was added. The source, a file or a cluster, is somebody else's. */
export class PlanFlow {
  step = $state.raw<PlanStep>({ kind: 'source' });
  sheet = $state.raw<PlanSheet | null>(null);
  adding = $state(false);
  /** Why the last step did not work. Stands until the next one. */
  trouble = $state.raw<Refusal | null>(null);
  /** What else listens where the forwards are to. */
  readonly ports: PortLooks;
  #asked: Asked | null = null;

  constructor(
    private readonly api: Pick<WindowApi, 'applyImport' | 'checkLocalPort'>,
    private readonly last: LastImport,
  ) {
    this.ports = new PortLooks(api);
  }

  /** Asks for a plan; an earlier one's answer does not count any more. */
  async plan(asked: Asked): Promise<void> {
    this.#asked?.cancel?.();
    this.#asked = asked;
    this.step = { kind: 'asking', what: asked.what };
    this.trouble = null;
    const answer = await asked.ask().catch(refusalOf);
    if (this.#asked !== asked) return;
    this.#asked = null;
    if (answer.ok) {
      this.sheet = sheetOf(answer, asked.chosen);
      this.step = { kind: 'plan', of: asked.of, planned: answer };
      void this.ports.lookAtAll(this.sheet.rows);
    } else {
      this.trouble = answer;
      this.step = { kind: 'source' };
    }
  }

  /** To the source: what was asked for is not wanted any more. */
  back(): void {
    this.#asked?.cancel?.();
    this.#asked = null;
    this.step = { kind: 'source' };
    this.sheet = null;
    this.trouble = null;
    this.ports.stop();
  }

  choose(keys: readonly number[], chosen: boolean): void {
    if (this.sheet) this.sheet = withChosen(this.sheet, keys, chosen);
  }

  setPort(key: number, port: string): void {
    if (this.sheet) this.sheet = withPort(this.sheet, key, port);
  }

  /** The port is typed to its end. */
  lookAtPort(key: number): void {
    const row = this.sheet?.rows[key];
    if (row) void this.ports.lookAt(row);
  }

  /**
   * Adds what is chosen. When it does not work, the preview stays as it is. `mayBeReached` asks the person about forwards
   * that other computers could reach, by their names.
   */
  async add(mayBeReached: (names: readonly string[]) => Promise<boolean>): Promise<void> {
    const { sheet } = this;
    if (this.adding || sheet === null) return;
    const open = sheet.rows.filter((row) => row.chosen && isOpen(row));
    if (open.length > 0 && !(await mayBeReached(open.map(rowName)))) return;
    this.adding = true;
    this.trouble = null;
    try {
      const answer = await this.api.applyImport({
        forwards: [...chosenForwards(sheet)],
        mayBeReached: open.length > 0,
      });
      if (answer.ok) {
        if (answer.added.length > 0) this.last.note(answer);
        this.step = { kind: 'done', added: answer };
        this.sheet = null;
        this.ports.stop();
      } else this.trouble = answer;
    } catch (error) {
      this.trouble = refusalOf(error);
    } finally {
      this.adding = false;
    }
  }

  /** The dialog was closed: what is over does not come up again; everything else does. */
  closed(): void {
    if (this.step.kind === 'done') this.back();
  }
}
