import type { ExchangeFormat, PlannedForward } from '../../src/shared/import-plan';
import type { AddAnswer, AddedForwards, ExportAnswer, PlanAnswer, UndoAnswer } from '../../src/shared/import-request';
import type { AnyFormat, FoundImport, ImportSource } from '../../src/shared/ipc-exchange';
import type { Outcome } from '../../src/shared/outcome';

const path = '/home/mia/.config/portwatch/portwatch.yaml';

/** What main would be to the windows in which forwards are imported and exported: answers from values. */
export class FakeExchange {
  found: readonly FoundImport[] = [];
  chosen: string | null = null;
  /** What a plan answers, whatever it is of; by the format that was asked for where it is a function. */
  plan: PlanAnswer | ((format: AnyFormat) => PlanAnswer) = { ok: false, message: 'Nothing was planned.', hint: '' };
  /** Null: everything that is to be added is. */
  addAnswer: AddAnswer | null = null;
  undoAnswer: UndoAnswer | null = null;
  exported: ExportAnswer = { ok: true, path, text: '', count: 0, broken: 0, notes: [] };
  saved: { readonly path: string | null } & Outcome = { ok: true, path: null };
  last: AddedForwards | null = null;
  /** Holds back what is asked from now on, until `answer`. */
  held = false;
  /** What was added, in order. */
  readonly added: (readonly PlannedForward[])[] = [];
  #waiting: (() => void)[] = [];

  constructor(private readonly asked: string[]) {}

  /** Lets everything that is held be answered. */
  answer(): void {
    this.held = false;
    for (const go of this.#waiting.splice(0)) go();
  }

  readonly findImports = () => this.#ask('find-imports', () => this.found);
  readonly chooseImport = () => this.#ask('choose-import', () => ({ path: this.chosen }));
  readonly planImport = ({ source, format }: { source: ImportSource; format: AnyFormat }): Promise<PlanAnswer> =>
    this.#ask(`plan-import ${source.kind === 'file' ? source.path : source.name} as ${format}`, () =>
      this.#planned(format),
    );
  readonly planGenerate = (asked: { context: string; namespaces: string[]; workloads: boolean }): Promise<PlanAnswer> =>
    this.#ask(`plan-generate ${asked.context}: ${asked.namespaces.join(' ')}`, () => this.#planned('auto'));
  readonly cancelGenerate = (): Promise<boolean> => {
    this.asked.push('cancel-generate');
    return Promise.resolve(true);
  };
  readonly applyImport = ({
    forwards,
    mayBeReached,
  }: {
    forwards: PlannedForward[];
    mayBeReached: boolean;
  }): Promise<AddAnswer> =>
    this.#ask(`apply-import${mayBeReached ? ', may be reached' : ''}`, () => {
      this.added.push(forwards);
      const answer = this.addAnswer ?? { ok: true, path, added: forwards, canUndo: true };
      if (answer.ok) this.last = answer;
      return answer;
    });
  readonly undoImport = (): Promise<UndoAnswer> =>
    this.#ask('undo-import', () => this.undoAnswer ?? { ok: true, path, removed: this.last?.added ?? [], left: [] });
  readonly lastImport = () => Promise.resolve({ added: this.last });
  readonly planExport = ({ format }: { format: ExchangeFormat }): Promise<ExportAnswer> =>
    this.#ask(`plan-export ${format}`, () => this.exported);
  readonly copyExport = ({ format }: { format: ExchangeFormat }): Promise<Outcome> =>
    this.#ask(`copy-export ${format}`, () => ({ ok: true }));
  readonly saveExport = ({ format }: { format: ExchangeFormat }) =>
    this.#ask(`save-export ${format}`, () => this.saved);

  #planned(format: AnyFormat): PlanAnswer {
    return typeof this.plan === 'function' ? this.plan(format) : this.plan;
  }

  #ask<T>(what: string, answer: () => T): Promise<T> {
    this.asked.push(what);
    if (!this.held) return Promise.resolve(answer());
    return new Promise((resolve) => this.#waiting.push(() => resolve(answer())));
  }
}
