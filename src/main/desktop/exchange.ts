import { chmod } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { ExchangeFormat } from '../../shared/import-plan';
import type { AddedForwards, GenerateRequest, PlanAnswer } from '../../shared/import-request';
import type { RequestHandlers } from '../../shared/ipc';
import type { AnyFormat, exchangeEntries, FoundImport, ImportSource } from '../../shared/ipc-exchange';
import { isLoopback } from '../../shared/loopback';
import type { Outcome, Refusal } from '../../shared/outcome';
import { dialogWords } from '../../shared/words-import';
import { messageOf } from '../../shared/message-of';
import type { Disposable } from '../base/disposable';
import { readIfThere, replaceFile } from '../config/replace-file';
import { readTextFile, readTextIfThere, RefusedError } from '../config/text-file';
import type { Application } from '../engine/application';
import type { ImportPlace } from './exchange-places';

/** The system's dialogs for files. Both answer null when nothing was chosen. */
export interface FileDialogs {
  choose(): Promise<string | null>;
  /** `name`: what is proposed. */
  saveAs(name: string): Promise<string | null>;
}

export interface WindowExchangeOptions {
  readonly application: Pick<
    Application,
    'snapshot' | 'planImport' | 'planGenerate' | 'applyImport' | 'undoImport' | 'planExport'
  >;
  readonly dialogs: FileDialogs;
  readonly writeClipboard: (text: string) => Promise<void> | void;
  /** Where the files of other programs usually are. */
  readonly places: () => Promise<readonly ImportPlace[]>;
}

const fileNames: Readonly<Record<ExchangeFormat, string>> = {
  portwatch: 'portwatch.yaml',
  kportal: '.kportal.yaml',
  kftray: 'configs.json',
  'kube-forwarder': 'portwatch.kpf-export.json',
  kubectl: 'forwards.sh',
};

/**
 * The window's imports and exports. Files are read and written here, so that what stands beside the forwards in them (a whole
 * kubeconfig, even) never gets into the window; and only files that a person chose or that were found are read.
 */
export class WindowExchange implements Disposable {
  readonly #named = new Set<string>();
  #asking: AbortController | null = null;
  #last: AddedForwards | null = null;

  constructor(private readonly options: WindowExchangeOptions) {}

  /** In the order of the places. What cannot be read or holds no forwards is no find. */
  async find(): Promise<readonly FoundImport[]> {
    const { source } = this.options.application.snapshot();
    const own = source.path === undefined ? '' : resolve(source.path);
    const places = (await this.options.places()).filter(({ path }) => resolve(path) !== own);
    const found = await Promise.all(places.map((place) => this.#look(place)));
    for (const one of found) if (one) this.#named.add(one.path);
    return found.flatMap((one) => one ?? []);
  }

  async choose(): Promise<{ readonly path: string | null }> {
    const path = await this.options.dialogs.choose();
    if (path !== null) this.#named.add(path);
    return { path };
  }

  async plan(source: ImportSource, format: AnyFormat): Promise<PlanAnswer> {
    const { application } = this.options;
    if (source.kind === 'text') {
      const named = source.name === '' ? {} : { fileName: source.name };
      return application.planImport({ text: source.text, format, ...named });
    }
    if (!this.#named.has(source.path)) return refusal(dialogWords.notChosen(source.path));
    try {
      const text = await readTextFile(source.path);
      return await application.planImport({ text, format, fileName: basename(source.path) });
    } catch (error) {
      return refusalOf(error);
    }
  }

  /** One at a time: another one ends it. */
  async planGenerate(request: GenerateRequest): Promise<PlanAnswer> {
    this.cancelGenerate();
    const asking = new AbortController();
    this.#asking = asking;
    try {
      return await this.options.application.planGenerate(request, asking.signal);
    } finally {
      if (this.#asking === asking) this.#asking = null;
    }
  }

  /** Answers whether one was under way. */
  cancelGenerate(): boolean {
    const asking = this.#asking;
    asking?.abort(new Error('Cancelled.'));
    this.#asking = null;
    return asking !== null;
  }

  /** The part of the contract that is answered here. */
  handlers(): Pick<RequestHandlers, keyof typeof exchangeEntries> {
    const { application } = this.options;
    return {
      findImports: () => this.find(),
      chooseImport: () => this.choose(),
      planImport: ({ source, format }) => this.plan(source, format),
      planGenerate: (request) => this.planGenerate(request),
      cancelGenerate: () => this.cancelGenerate(),
      applyImport: async ({ forwards, mayBeReached }) => {
        const open = forwards.find(({ forward }) => !isLoopback(forward.bindAddress ?? '127.0.0.1'));
        if (open && !mayBeReached) return refusal(dialogWords.notConfirmed(open.forward.bindAddress ?? ''));
        const answer = await application.applyImport(forwards);
        if (answer.ok && answer.added.length > 0) this.#last = answer.canUndo ? answer : null;
        return answer;
      },
      undoImport: async () => {
        const answer = await application.undoImport();
        if (answer.ok) this.#last = null;
        return answer;
      },
      lastImport: () => ({ added: this.#last }),
      planExport: ({ format }) => application.planExport(format),
      copyExport: ({ format }) => this.#copy(format),
      saveExport: ({ format }) => this.#save(format),
    };
  }

  dispose(): void {
    this.cancelGenerate();
  }

  async #look({ path, format: wanted }: ImportPlace): Promise<FoundImport | null> {
    const text = await readTextIfThere(path).catch(() => null);
    if (text === null) return null;
    const answer = await this.options.application.planImport({ text, format: 'auto', fileName: basename(path) });
    if (!answer.ok || answer.format === null || (wanted !== null && answer.format !== wanted)) return null;
    const { adds, conflicts } = answer.plan;
    if (adds.length + conflicts.length === 0) return null;
    const known = conflicts.filter(({ kind }) => kind === 'same').length;
    return { path, format: answer.format, news: adds.length + conflicts.length - known, known };
  }

  async #copy(format: ExchangeFormat): Promise<Outcome> {
    const exported = await this.options.application.planExport(format);
    if (!exported.ok) return exported;
    try {
      await this.options.writeClipboard(exported.text);
      return { ok: true };
    } catch (error) {
      return refusalOf(error);
    }
  }

  async #save(format: ExchangeFormat): Promise<{ readonly path: string | null } & Outcome> {
    const exported = await this.options.application.planExport(format);
    if (!exported.ok) return { ...exported, path: null };
    const path = await this.options.dialogs.saveAs(fileNames[format]);
    if (path === null) return { ok: true, path };
    try {
      await replaceFile(path, exported.text, await readIfThere(path));
      // Also when it takes the place of one that others may read.
      await chmod(path, 0o600);
      return { ok: true, path };
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? String(error);
      return { ...refusal(dialogWords.notWritten(path, code), dialogWords.notWrittenHint), path: null };
    }
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof RefusedError) return refusal(error.message);
  return refusal(messageOf(error));
}

function refusal(message: string, hint = ''): Refusal {
  return { ok: false, message, hint };
}
