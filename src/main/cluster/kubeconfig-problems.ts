import { didYouMean, nearest } from '../../shared/nearest';
import { type Problem, ProblemError } from '../../shared/problem';
import { isOutOfDescriptors, outOfDescriptors } from '../base/descriptors';

/** The kubeconfig, or a file that it names, cannot be used. */
export function kubeconfigProblem(message: string, hint: string, cause?: unknown): ProblemError {
  return new ProblemError({ code: 'kubeconfig-unreadable', message, hint, suspect: 'credentials' }, { cause });
}

/** A file that cannot be read. `what` names it, at the start of a sentence. */
export function unreadableFile(what: string, path: string, error: unknown): ProblemError {
  if (isOutOfDescriptors(error)) return new ProblemError(outOfDescriptors(`read ${path}`), { cause: error });
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return kubeconfigProblem(`${what} ${path} does not exist`, 'Check the path.', error);
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return kubeconfigProblem(`${what} ${path} may not be read`, 'Give your user permission to read it.', error);
  }
  return kubeconfigProblem(`${what} ${path} cannot be read (${code ?? String(error)})`, 'Check the path.', error);
}

/** Tokens that were renewed could not be written back. */
export function unsavedTokens(user: string, path: string, error: unknown): Problem {
  const reason = (error as NodeJS.ErrnoException).code ?? String(error);
  return {
    code: 'unexpected',
    message: `The renewed log-in of ${user} could not be written to ${path} (${reason})`,
    hint: 'Portwatch goes on with it. For kubectl you may have to log in again.',
    suspect: 'credentials',
  };
}

/** The context is not in the kubeconfig. `files`: those that were read. */
export function noSuchContext(name: string, known: readonly string[], files: readonly string[] = []): ProblemError {
  const shown = known.slice(0, 5).join(', ');
  const all = known.length > 5 ? `${shown} and ${String(known.length - 5)} more` : shown;
  const list = known.length === 0 ? 'It has no contexts at all.' : `It has ${all}.`;
  const message = `The kubeconfig has no context "${name}"`;
  const read = files.length === 0 ? '' : ` It was read from ${files.join(', ')}.`;
  const hint = `${didYouMean(nearest(name, known)) || list}${read}`;
  return new ProblemError({ code: 'context-not-found', message, hint, suspect: 'credentials' });
}
