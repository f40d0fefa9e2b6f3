import { messageOf } from './message-of';

/** Which part is ill. Always named, so that a person knows where to look first. */
export type Suspect = 'lane' | 'local' | 'api-server' | 'credentials' | 'pod' | 'app';

/**
 * What went wrong, as stable codes that tests, logs and phrases agree on.
 * The first group cannot be mended by trying again and makes a forward `failed`.
 */
export const permanentCodes = [
  'bad-config',
  'port-taken',
  'port-forbidden',
  'kubeconfig-unreadable',
  'context-not-found',
  'forbidden',
  'login-needed',
  'hung-too-often',
  'lane-crashes',
] as const;

export const passingCodes = [
  'target-not-found',
  'no-ready-pod',
  'port-not-found',
  'api-unreachable',
  'tls-untrusted',
  'unauthorized',
  'api-busy',
  'upgrade-refused',
  'tunnel-lost',
  'pod-gone',
  'target-changed',
  'timed-out',
  'lane-lost',
  'hung',
  'connection-failed',
  'app-refuses',
  'app-silent',
  'app-unwell',
  'flapping',
  'out-of-descriptors',
  'address-unavailable',
  'unexpected',
] as const;

export type ProblemCode = (typeof permanentCodes)[number] | (typeof passingCodes)[number];

/** An error as a value: a stable code, a sentence for a person, what to do about it, and which part is ill. */
export interface Problem {
  readonly code: ProblemCode;
  /** What happened, to what. One sentence, no stack, no secret. */
  readonly message: string;
  /** What to do next. Empty when there is nothing to do but wait. */
  readonly hint: string;
  readonly suspect: Suspect;
}

/** Whether trying again without the user's help can mend it. */
export function isPermanent(problem: Problem): boolean {
  return (permanentCodes as readonly string[]).includes(problem.code);
}

/** A `Problem` on its way up a call stack. Boundaries turn it back into the value. */
export class ProblemError extends Error {
  constructor(
    readonly problem: Problem,
    options?: { cause?: unknown },
  ) {
    super(problem.message, options);
    this.name = 'ProblemError';
  }
}

/** The problem that an unknown thrown value stands for. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const message = messageOf(error);
  return { code: 'unexpected', message, hint: '', suspect: 'local' };
}
