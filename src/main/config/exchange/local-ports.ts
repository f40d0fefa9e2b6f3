import { clusterRefOf } from '../../../shared/cluster-ref';
import type { Imported, ImportedDraft, PlannedForward } from '../../../shared/import-plan';
import type { ExistingForward } from './existing';
import { leadsToSame, type PlacedImport } from './plan';

/** Whether somebody could listen there now. */
export type IsFree = (port: number, address: string) => Promise<boolean>;

/** Ports below it need privileges. */
const firstFree = 1_024;
const lastPort = 65_535;

/**
 * Gives a local port to each forward that asks for any free one. Always the same ones while the computer and the config
 * are: the one that the config has for it already, else the target's own number, else the next after that. Rejects when
 * there is none left.
 */
export async function chooseLocalPorts(
  { drafts, notes }: Imported,
  existing: readonly ExistingForward[],
  isFree: IsFree,
): Promise<PlacedImport> {
  const held = existing.flatMap(({ forward }) => forward.localPort ?? []);
  const taken = new Set([...held, ...drafts.flatMap(({ forward }) => forward.localPort ?? [])]);
  const reused = new Set<ExistingForward>();
  const placed: PlannedForward[] = [];
  for (const draft of drafts) {
    const { localPort } = draft.forward;
    const known = localPort === null ? existing.find((one) => !reused.has(one) && isOf(one, draft)) : undefined;
    if (known) reused.add(known);
    const port = localPort ?? known?.forward.localPort ?? (await nextFree(draft, taken, isFree));
    taken.add(port);
    const { resource, selector, ...rest } = draft.forward;
    const target = selector === undefined ? { resource } : { resource, selector };
    const { namespace, where, production } = draft;
    const cluster = { ...clusterRefOf(draft), ...(production === true ? { production } : {}) };
    placed.push({ ...cluster, namespace, where, forward: { ...target, ...rest, localPort: port } });
  }
  return { drafts: placed, notes };
}

function isOf(existing: ExistingForward, draft: ImportedDraft): boolean {
  return existing.forward.localPort !== undefined && leadsToSame(existing, draft);
}

/** The first port that is free for a draft, from the one that it likes upwards. Rejects when there is none. */
export async function nextFree(
  {
    forward,
    likesPort,
  }: Pick<ImportedDraft, 'likesPort'> & {
    readonly forward: Pick<ImportedDraft['forward'], 'port' | 'bindAddress'>;
  },
  taken: ReadonlySet<number>,
  isFree: IsFree,
): Promise<number> {
  const address = forward.bindAddress ?? '127.0.0.1';
  for (const port of candidates(likesPort ?? forward.port)) {
    if (!taken.has(port) && (await isFree(port, address))) return port;
  }
  throw new Error('No local port is free.');
}

/** 8080 stays itself, 80 becomes 8080 and 443 8443; names begin at 10000. Then upwards, and round. */
function* candidates(port: number | string): Generator<number> {
  const first = typeof port === 'string' ? 10_000 : port >= firstFree ? port : 8_000 + port;
  for (let next = first; next <= lastPort; next += 1) yield next;
  for (let next = firstFree; next < first; next += 1) yield next;
}
