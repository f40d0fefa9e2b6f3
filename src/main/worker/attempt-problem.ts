import type { ForwardSpec } from '../../shared/forward';
import { problemOf, type Problem } from '../../shared/problem';
import { DeadlineError } from '../base/deadline';
import type { Shock } from './protocol';
import type { ResolvedTarget } from './resolved-target';

/** What a search for a pod that came to nothing means for the forward. */
export function resolveProblem(error: unknown, spec: ForwardSpec): Problem {
  if (!(error instanceof DeadlineError)) return problemOf(error);
  return {
    code: 'timed-out',
    message: `No answer within ${String(error.ms / 1000)} s about ${spec.context}/${spec.namespace}.`,
    hint: 'The API server, or the program that gets its credentials, does not answer. Portwatch keeps trying.',
    suspect: 'api-server',
  };
}

/** A tunnel that was asked for a sign of life, and gave none. */
export function verificationProblem(shock: Shock, target: ResolvedTarget): Problem {
  const when = {
    resumed: 'after the machine woke up',
    'network-changed': 'after the network changed',
    'stood-still': 'after Portwatch itself had stood still',
  }[shock];
  return {
    code: 'tunnel-lost',
    message: `The tunnel to pod ${target.pod} gave no sign of life ${when}.`,
    hint: '',
    suspect: 'api-server',
  };
}
