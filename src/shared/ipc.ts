import { z } from 'zod';
import type { Diagnosis } from './diagnosis';
import type { AppEvent } from './events';
import { editingEntries } from './ipc-editing';
import { push, type Request, request } from './ipc-entries';
import { exchangeEntries } from './ipc-exchange';
import { historyEntries } from './ipc-history';
import { preferenceEntries } from './ipc-preferences';
import type { Place } from './place';
import type { Beat, ForwardView, Snapshot } from './view';

/**
 * The one contract between the window and the main process. The direction is in the type; main's handlers, the
 * preload bridge, the window's client and the tests' fakes are all derived from it.
 */

const forwardId = z.string().min(1).max(300);
const forwardIds = z.array(forwardId).min(1).max(2_000);

/** What came of an action on one forward. */
export interface ActionResult {
  readonly id: string;
  readonly ok: boolean;
  /** Why not, for a person; empty when ok. */
  readonly message: string;
}

/** What came of a diagnosis: null, and why, when there was nothing to look at. */
export interface DiagnosisAnswer {
  readonly diagnosis: Diagnosis | null;
  readonly message: string;
}

export const contract = {
  snapshot: request<Snapshot>()(z.undefined()),
  timeline: request<readonly AppEvent[]>()(z.object({ id: forwardId })),
  start: request<readonly ActionResult[]>()(z.object({ ids: forwardIds })),
  stop: request<readonly ActionResult[]>()(z.object({ ids: forwardIds })),
  restart: request<readonly ActionResult[]>()(z.object({ ids: forwardIds })),
  copyAddress: request<ActionResult>()(z.object({ id: forwardId })),
  openInBrowser: request<ActionResult>()(z.object({ id: forwardId })),
  setWatching: request<boolean>()(z.object({ watching: z.boolean() })),
  /** Answered at once: whether main answers at all is the answer. */
  stillThere: request<boolean>()(z.undefined()),
  /** Reads the config file now; answers when it is in use or refused, which the snapshot tells. */
  reloadConfig: request<boolean>()(z.undefined()),
  /** Answers when it is over; `diagnosis` tells how far it is. */
  diagnose: request<DiagnosisAnswer>()(z.object({ id: forwardId })),
  /** Whether one was running. */
  cancelDiagnosis: request<boolean>()(z.object({ id: forwardId })),
  /** Puts the last diagnosis of the forward on the clipboard, as text. */
  copyDiagnosis: request<ActionResult>()(z.object({ id: forwardId })),
  ...historyEntries,
  ...exchangeEntries,
  ...editingEntries,
  ...preferenceEntries,
  /** Forwards that changed or are new; `removed` are gone. */
  forwards: push<{ readonly changed: readonly ForwardView[]; readonly removed: readonly string[] }>(),
  /** One batch per poll. */
  beats: push<readonly Beat[]>(),
  /** Everything that belongs on a timeline, as it happens. */
  event: push<AppEvent>(),
  /** A diagnosis that was asked for, each time it is further. */
  diagnosis: push<Diagnosis>(),
  /** Something other than a forward changed (source, problems, watching): take a new snapshot. */
  reset: push<Snapshot>(),
  /** The user asked elsewhere (tray, notification) to see this forward. */
  reveal: push<{ readonly id: string }>(),
  /** The user asked elsewhere (tray, application menu) for something that is done in the window. */
  visit: push<Place>(),
} as const;

type Contract = typeof contract;

export type RequestName = {
  [K in keyof Contract]: Contract[K] extends Request<z.ZodType, unknown> ? K : never;
}[keyof Contract];
export type PushName = Exclude<keyof Contract, RequestName>;

export type RequestPayload<K extends RequestName> = z.infer<Contract[K]['payload']>;
export type RequestAnswer<K extends RequestName> = NonNullable<Contract[K]['answer']>;
export type PushPayload<K extends PushName> = NonNullable<Contract[K]['payload']>;

/** Main's side: one handler per request. */
export type RequestHandlers = {
  readonly [K in RequestName]: (payload: RequestPayload<K>) => RequestAnswer<K> | Promise<RequestAnswer<K>>;
};

type RequestMethod<K extends RequestName> =
  RequestPayload<K> extends undefined
    ? () => Promise<RequestAnswer<K>>
    : (payload: RequestPayload<K>) => Promise<RequestAnswer<K>>;

/** The window's side: one method per request and per push (`onBeats`, which answers the way to unsubscribe). */
export type WindowApi = {
  readonly [K in RequestName]: RequestMethod<K>;
} & {
  readonly [K in PushName as PushMethodName<K>]: (listener: (payload: PushPayload<K>) => void) => () => void;
};

type PushMethodName<K extends PushName> = `on${Capitalize<K>}`;

/**
 * What the page finds in its world, from which it makes its `WindowApi`. All that main says comes as JSON: objects are
 * copied from the preload script's world to the page's value by value, which takes longer than to show them.
 */
export interface Bridge {
  readonly requests: { readonly [K in RequestName]: (payload?: RequestPayload<K>) => Promise<string> };
  readonly pushes: { readonly [K in PushName as PushMethodName<K>]: (listener: (json: string) => void) => () => void };
}

export const requestNames = Object.entries(contract).flatMap(([name, entry]) =>
  entry.direction === 'to-main' ? [name as RequestName] : [],
);
export const pushNames = Object.entries(contract).flatMap(([name, entry]) =>
  entry.direction === 'to-window' ? [name as PushName] : [],
);

/** The Electron channel of an entry. */
export function channelOf(name: RequestName | PushName): string {
  return `portwatch:${name}`;
}

/** The method of `WindowApi` and `Bridge` that listens to it: `onBeats`. */
export function pushMethodOf(name: PushName): string {
  return `on${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
