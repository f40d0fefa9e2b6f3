import { unlink } from 'node:fs/promises';
import { z } from 'zod';
import { clusterRefOf } from '../../../shared/cluster-ref';
import { forwardSchema } from '../../../shared/config-schema';
import type { ForwardDraft } from '../../../shared/import-plan';
import type { WrittenContext } from '../context-entries';
import { readIfThere, replaceFile } from '../replace-file';
import { readTextIfThere, RefusedError } from '../text-file';

const recordSchema = z.object({
  version: z.literal(1),
  added: z.array(
    z.object({
      context: z.string(),
      kubeconfig: z.string().exactOptional(),
      namespace: z.string(),
      forward: forwardSchema,
    }),
  ),
  /** Entries of contexts that were written for them. */
  contexts: z
    .array(
      z.object({
        context: z.string(),
        kubeconfig: z.string().exactOptional(),
        production: z.literal(true).exactOptional(),
      }),
    )
    .exactOptional(),
});

/** What an import has made of a config. */
export interface ImportRecord {
  readonly added: readonly ForwardDraft[];
  /** The contexts that it had no entries for until then. */
  readonly contexts: readonly WrittenContext[];
}

/** What the last import into a config has added: beside it, for whoever takes that back. */
function recordPath(config: string): string {
  return `${config}.last-import`;
}

/** Null when there is nothing to take back. Rejects with `RefusedError`. */
export async function readImportRecord(config: string): Promise<ImportRecord | null> {
  const path = recordPath(config);
  const text = await readTextIfThere(path);
  if (text === null) return null;
  try {
    const { added, contexts = [] } = recordSchema.parse(JSON.parse(text));
    return { added, contexts };
  } catch (error) {
    throw new RefusedError(`${path} does not say what was imported, so that nothing is taken back.`, { cause: error });
  }
}

/** Rejects with the system's error. */
export async function writeImportRecord(config: string, { added, contexts }: ImportRecord): Promise<void> {
  const path = recordPath(config);
  const forwards = added.map((draft) => {
    const { namespace, forward } = draft;
    return { ...clusterRefOf(draft), namespace, forward };
  });
  await replaceFile(path, `${JSON.stringify({ version: 1, added: forwards, contexts })}\n`, await readIfThere(path));
}

/** Rejects with the system's error. */
export async function forgetImport(config: string): Promise<void> {
  await unlink(recordPath(config));
}
