import { z } from 'zod';
import type { Clock } from '../base/clock';
import { withDeadline } from '../base/deadline';
import type { ApiClient } from './api-client';
import { ApiAnswerError } from './api-errors';
import type { ApiAccess } from './endpoint';

const pageSize = 500;

/** For each page, in milliseconds. Getting credentials has deadlines of its own. */
const pageDeadlineMs = 15_000;

/** A way to ask an API server, for as long as `signal` lets it. */
export interface ApiWay {
  readonly client: ApiClient;
  readonly access: ApiAccess;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface ListQuestion<T extends z.ZodType> {
  /** Without the query: `/api/v1/namespaces/shop/pods`. */
  readonly path: string;
  /** In the plural, for sentences. */
  readonly resource: string;
  readonly schema: T;
  /** A label selector; null for everything. */
  readonly selector: string | null;
  /** How many answers are waited for; each has up to 500 items. */
  readonly maxPages: number;
}

export interface ListedPages<T> {
  readonly items: readonly T[];
  /** There are more. */
  readonly isCut: boolean;
}

/** Page by page. Fails with what `ApiClient.get` fails with, an `ApiAnswerError` or a `DeadlineError`. */
export async function listPages<T extends z.ZodType>(
  { client, access, clock, signal }: ApiWay,
  { path, resource, schema, selector, maxPages }: ListQuestion<T>,
): Promise<ListedPages<z.infer<T>>> {
  const list = z.object({
    metadata: z.object({ continue: z.string().nullish() }).nullish(),
    items: z.array(schema).nullish(),
  });
  const query = new URLSearchParams({
    limit: String(pageSize),
    ...(selector === null ? {} : { labelSelector: selector }),
  });
  const items: z.infer<T>[] = [];
  for (let page = 0; page < maxPages; page += 1) {
    const ask = (stop: AbortSignal) => client.get(`${path}?${query.toString()}`, access.headers, stop);
    const parsed = list.safeParse(await withDeadline(clock, `listing ${resource}`, pageDeadlineMs, ask, signal));
    if (!parsed.success) throw new ApiAnswerError(`its ${resource} are not what Kubernetes lists`);
    items.push(...(parsed.data.items ?? []));
    const next = parsed.data.metadata?.continue;
    if (!next) return { items, isCut: false };
    query.set('continue', next);
  }
  return { items, isCut: true };
}
