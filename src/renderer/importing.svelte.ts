import type { WindowApi } from '../shared/ipc';
import type { AnyFormat, FoundImport, ImportSource } from '../shared/ipc-exchange';
import { maxImportText } from '../shared/import-limits';
import type { Refusal } from '../shared/outcome';
import { importWords } from '../shared/words-import';
import { LastImport } from './importing-last.svelte';
import { PlanFlow } from './importing-plan.svelte';
import { shortPath } from './model/paths';
import { refusalOf } from './model/refusal';

/** A file that was dropped, as far as it is needed. */
export type DroppedFile = Pick<File, 'name' | 'size' | 'arrayBuffer'>;

/** Forwards from a file or a text. Lives as long as the window, so that closing the dialog loses nothing. */
export class Importing {
  readonly last: LastImport;
  readonly flow: PlanFlow;
  /** Files that were found by themselves; null until main has looked. */
  found = $state.raw<readonly FoundImport[] | null>(null);
  /** What was pasted. */
  text = $state('');
  /** What the source is read as. */
  format = $state<AnyFormat>('auto');
  #source: ImportSource | null = null;

  constructor(private readonly api: WindowApi) {
    this.last = new LastImport(api);
    this.flow = new PlanFlow(api, this.last);
  }

  /** Looks for files, anew each time: what could be added may have changed. */
  async look(): Promise<void> {
    try {
      this.found = await this.api.findImports();
    } catch (error) {
      this.found = [];
      this.flow.trouble = refusalOf(error);
    }
  }

  async choose(): Promise<void> {
    try {
      const { path } = await this.api.chooseImport();
      if (path !== null) await this.open(path);
    } catch (error) {
      this.flow.trouble = refusalOf(error);
    }
  }

  /** `path`: one that main has named. */
  open(path: string): Promise<void> {
    return this.#plan({ kind: 'file', path }, 'auto');
  }

  async paste(): Promise<void> {
    if (this.text.trim() === '') return;
    await this.#plan({ kind: 'text', text: this.text, name: '' }, 'auto');
  }

  /** A text that somebody has pasted elsewhere: straight to its preview, whatever was begun before. */
  async take(text: string): Promise<void> {
    this.flow.back();
    this.text = text;
    await this.paste();
  }

  /** Files that were dropped onto the window. */
  async drop(files: readonly DroppedFile[]): Promise<void> {
    this.flow.back();
    const [file, ...others] = files;
    if (!file) return;
    const text = others.length > 0 ? refused(importWords.oneFile) : await textOf(file);
    if (typeof text === 'string') await this.#plan({ kind: 'text', text, name: file.name }, 'auto');
    else this.flow.trouble = text;
  }

  /** Reads the same source as something else. */
  async readAs(format: AnyFormat): Promise<void> {
    if (this.#source) await this.#plan(this.#source, format);
  }

  #plan(source: ImportSource, format: AnyFormat): Promise<void> {
    this.#source = source;
    this.format = format;
    const of = nameOf(source);
    return this.flow.plan({
      of,
      what: importWords.reading(shortPath(of)),
      chosen: true,
      ask: () => this.api.planImport({ source, format }),
    });
  }
}

function nameOf(source: ImportSource): string {
  if (source.kind === 'text') return source.name === '' ? importWords.pasted : source.name;
  return source.path;
}

/** Its text, or why it is not read: it is looked at here already, so that nothing endless is sent to main. */
async function textOf(file: DroppedFile): Promise<string | Refusal> {
  if (file.size > maxImportText) return refused(importWords.tooBig(file.name));
  try {
    const bytes = await file.arrayBuffer();
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    // A decoder says TypeError; a file that is gone, or a folder, says NotFoundError or NotReadableError.
    return refused(error instanceof TypeError ? importWords.notText(file.name) : importWords.cannotRead(file.name));
  }
}

function refused(message: string): Refusal {
  return { ok: false, message, hint: '' };
}
