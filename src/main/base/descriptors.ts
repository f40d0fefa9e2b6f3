import { type Problem, ProblemError } from '../../shared/problem';

/** Whether something failed because this program, or the whole computer, has as many files open as it may. */
export function isOutOfDescriptors(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof ProblemError && error.problem.code === 'out-of-descriptors') return true;
  if ('code' in error && (error.code === 'EMFILE' || error.code === 'ENFILE')) return true;
  if (error instanceof AggregateError) return error.errors.some(isOutOfDescriptors);
  return isOutOfDescriptors(error.cause);
}

/** The same of an error of which only the words are left, as when a thread does not start. */
export function saysOutOfDescriptors(message: string): boolean {
  return /\bE[MN]FILE\b/.test(message);
}

/** `what` could not be done for want of a descriptor: the end of a sentence, such as "open a tunnel to pod web". */
export function outOfDescriptors(what: string): Problem {
  return {
    code: 'out-of-descriptors',
    message: `Portwatch could not ${what}: it has as many files and connections open as it may.`,
    hint: 'Close some connections, or raise the limit (ulimit -n) and start Portwatch again. Portwatch keeps trying.',
    suspect: 'local',
  };
}
