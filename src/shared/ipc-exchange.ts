import { z } from 'zod';
import { forwardSchema } from './config-schema';
import { maxImportText } from './import-limits';
import { exchangeFormats, type ExchangeFormat } from './import-plan';
import type { AddAnswer, AddedForwards, ExportAnswer, PlanAnswer, UndoAnswer } from './import-request';
import { request } from './ipc-entries';
import type { Outcome } from './outcome';

/** What the window asks when forwards are imported, made for a cluster, or exported. Files are read and written by main. */

/** More than a plan ever holds. */
const maxForwards = 10_000;

const name = z.string().min(1).max(300);

const importSource = z.discriminatedUnion('kind', [
  /** Only one that main has named: found by itself, or chosen in its dialog. */
  z.object({ kind: z.literal('file'), path: z.string().min(1).max(4_096) }),
  /** `name`: what it is called, for sentences; empty when it was pasted. */
  z.object({ kind: z.literal('text'), text: z.string().max(maxImportText), name: z.string().max(300) }),
]);
export type ImportSource = z.infer<typeof importSource>;

const format = z.enum(exchangeFormats);
const anyFormat = z.enum(['auto', ...exchangeFormats]);
export type AnyFormat = z.infer<typeof anyFormat>;

const planned = z.object({
  context: name,
  kubeconfig: z.string().max(4_096).exactOptional(),
  production: z.literal(true).exactOptional(),
  namespace: name,
  forward: forwardSchema,
  where: z.string().max(300),
});

/** A file with forwards of another program, where such files usually are. */
export interface FoundImport {
  readonly path: string;
  readonly format: ExchangeFormat;
  /** How many of its forwards could be added, and how many are there already. */
  readonly news: number;
  readonly known: number;
}

export const exchangeEntries = {
  /** Files of other programs that are on this computer. */
  findImports: request<readonly FoundImport[]>()(z.undefined()),
  /** Lets the person choose a file. Null when nothing was chosen. */
  chooseImport: request<{ readonly path: string | null }>()(z.undefined()),
  planImport: request<PlanAnswer>()(z.object({ source: importSource, format: anyFormat })),
  /** Asks a cluster. One at a time: another one ends it. No namespaces: all of them. */
  planGenerate: request<PlanAnswer>()(
    z.object({
      context: name,
      kubeconfig: z.string().max(4_096).exactOptional(),
      namespaces: z.array(name).max(2_000),
      workloads: z.boolean(),
    }),
  ),
  /** Whether one was under way. */
  cancelGenerate: request<boolean>()(z.undefined()),
  /** `mayBeReached`: whoever asks knows that others may reach local addresses that are not loopback. */
  applyImport: request<AddAnswer>()(
    z.object({ forwards: z.array(planned).min(1).max(maxForwards), mayBeReached: z.boolean() }),
  ),
  undoImport: request<UndoAnswer>()(z.undefined()),
  /** What was added last since the program was started, as long as it can be taken back. */
  lastImport: request<{ readonly added: AddedForwards | null }>()(z.undefined()),
  planExport: request<ExportAnswer>()(z.object({ format })),
  /** Puts it on the clipboard. */
  copyExport: request<Outcome>()(z.object({ format })),
  /** Lets the person choose where. Null when nowhere was chosen. */
  saveExport: request<{ readonly path: string | null } & Outcome>()(z.object({ format })),
} as const;
