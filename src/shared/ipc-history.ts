import { z } from 'zod';
import type { History } from './history';
import { historyMs } from './history';
import { request } from './ipc-entries';

/** What a window asks that was closed, hidden or reloaded meanwhile. */
export const historyEntries = {
  /** Of this forward, or of all when there is no `id`, over the last `forMs` milliseconds. */
  history: request<readonly History[]>()(
    z.object({ id: z.string().min(1).max(300).optional(), forMs: z.number().min(0).max(historyMs) }),
  ),
} as const;
