import { ApiAnswerError, ApiStatusError } from './api-errors';
import { versionedSchema, watchedPodSchema, watchLineSchema } from './objects';
import { glanceOf, type PodGlance } from './pod-table';
import { z } from 'zod';

/** What a watch of pods says. `version` is from where to go on when it ends. */
export type PodEvent =
  | { readonly type: 'changed'; readonly pod: PodGlance; readonly version: string }
  | { readonly type: 'deleted'; readonly uid: string; readonly version: string }
  /** Nothing has happened up to this version. */
  | { readonly type: 'bookmark'; readonly version: string };

const errorSchema = z.object({ code: z.number().nullish(), message: z.string().nullish() });

/** What is kept of a pod. Throws `ApiAnswerError` for what is none. */
export function podGlance(object: unknown): PodGlance {
  return glanceOf(read(watchedPodSchema, object));
}

/**
 * The event that a line of a watch is, of pods unless told. Throws `ApiStatusError` for what the server reports, else
 * `ApiAnswerError`.
 */
export function podEvent(line: string, glance: (object: unknown) => PodGlance = podGlance): PodEvent {
  const { type, object } = read(watchLineSchema, parsed(line));
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
      return { type: 'changed', pod: glance(object), version: versionOf(object) };
    case 'DELETED':
      return { type: 'deleted', uid: glance(object).uid, version: versionOf(object) };
    case 'BOOKMARK':
      return { type: 'bookmark', version: versionOf(object) };
    case 'ERROR': {
      const { code, message } = read(errorSchema, object);
      throw new ApiStatusError(code ?? 500, message ?? '');
    }
    default:
      throw new ApiAnswerError(`a watch does not say ${type}`);
  }
}

function versionOf(object: unknown): string {
  return read(versionedSchema, object).metadata.resourceVersion;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new ApiAnswerError('a line is not JSON');
  }
}

function read<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ApiAnswerError(`${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
}
