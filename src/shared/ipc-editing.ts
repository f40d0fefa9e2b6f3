import { z } from 'zod';
import type { Listing, OfferedContext, OfferedTarget } from './discovery';
import type { CommandAnswer, EntryAnswer, LocalPortAnswer, PreviewAnswer, SaveAnswer } from './editing';
import { request } from './ipc-entries';
import type { Outcome } from './outcome';

/** What the window asks for adding and editing forwards, and for finding what there is to forward to. */

const forwardId = z.string().min(1).max(300);
const name = z.string().min(1).max(300);
/** Chosen by the window: what is asked for under it can be cancelled. */
const ask = z.string().min(1).max(100);
const address = z.string().max(100);

/** More than any forward needs, in characters of JSON. */
const longestEntry = 20_000;

/** As in `ForwardDraft`. */
const kubeconfig = z.string().max(4_096).exactOptional();

/** Checked by main, key by key, so that what is wrong can be told. */
const entry = z.object({
  context: z.string().max(1_000),
  kubeconfig,
  namespace: z.string().max(1_000),
  forward: z
    .record(z.string().max(100), z.unknown())
    .refine((forward) => JSON.stringify(forward).length <= longestEntry, 'is too long'),
});
const edit = z.object({ seen: entry.nullable(), to: entry });

export const editingEntries = {
  listContexts: request<Listing<OfferedContext>>()(z.undefined()),
  /** `fresh`: past what is still known from a moment ago. */
  listNamespaces: request<Listing<string>>()(z.object({ ask, context: name, kubeconfig, fresh: z.boolean() })),
  listTargets: request<Listing<OfferedTarget>>()(
    z.object({ ask, context: name, kubeconfig, namespace: name, fresh: z.boolean() }),
  ),
  /** Whether something was under way. */
  cancelListing: request<boolean>()(z.object({ ask })),
  /** `own`: the forward that is being edited. */
  checkLocalPort: request<LocalPortAnswer>()(
    z.object({ bindAddress: address, localPort: z.int().min(1).max(65_535), own: forwardId.nullable() }),
  ),
  /** A free one, near the target's own; null when there is none. */
  suggestLocalPort: request<{ readonly port: number | null }>()(
    z.object({ bindAddress: address, port: z.union([z.int().min(1).max(65_535), z.string().max(100)]) }),
  ),
  /** A `kubectl port-forward` command. */
  readCommand: request<CommandAnswer>()(z.object({ text: z.string().max(100_000) })),
  /** The entry of a forward in the config file, as it stands there. */
  readEntry: request<EntryAnswer>()(z.object({ id: forwardId })),
  previewEdit: request<PreviewAnswer>()(z.object({ edit })),
  /** `mayBeReached`: whoever asks knows that others may reach a local address that is not loopback. */
  saveEdit: request<SaveAnswer>()(z.object({ edit, mayBeReached: z.boolean() })),
  /** Takes the forward out of the config file. */
  removeForward: request<Outcome>()(z.object({ id: forwardId })),
  /** Whether it starts by itself: it is started or stopped, too. */
  setAutostart: request<Outcome>()(z.object({ id: forwardId, autostart: z.boolean() })),
} as const;
