import { type Problem, ProblemError } from '../../shared/problem';
import { messageOf } from '../../shared/message-of';
import { DeadlineError } from '../base/deadline';
import { isOutOfDescriptors, outOfDescriptors } from '../base/descriptors';
import { redact } from '../base/redact';
import { TunnelError } from '../tunnel/tunnel';

/** What was asked of the API server, for sentences. */
export interface ApiQuestion {
  readonly context: string;
  readonly server: string;
  readonly verb: 'get' | 'list';
  /** In the plural, as permissions name it: `pods`. */
  readonly resource: string;
  readonly namespace: string;
  /** Of the one object that was asked for. */
  readonly name?: string;
}

/** The API server answered, and it was not what was asked for. */
export class ApiStatusError extends Error {
  /** What its Status object says, without secrets; may be empty. */
  readonly said: string;

  constructor(
    readonly status: number,
    text: string,
  ) {
    const said = redact(text);
    super(`The API server answered ${String(status)}${said === '' ? '' : `: ${said}`}`);
    this.said = said;
    this.name = 'ApiStatusError';
  }
}

/** The answer is not what Kubernetes sends. */
export class ApiAnswerError extends Error {
  override readonly name = 'ApiAnswerError';
}

const waitHint = 'Portwatch keeps trying.';
const networkHint = `Check the network and the VPN. ${waitHint}`;

/** What a failed question means for people. */
export function apiProblem(error: unknown, question: ApiQuestion): Problem {
  if (error instanceof ProblemError) return error.problem;
  const server = `The API server of ${question.context} (${hostOf(question.server)})`;
  if (isOutOfDescriptors(error)) return outOfDescriptors(`ask the API server of ${question.context}`);
  if (error instanceof DeadlineError) {
    const message = `${server} did not answer within ${String(error.ms / 1_000)} s`;
    return { code: 'timed-out', message, hint: networkHint, suspect: 'api-server' };
  }
  if (error instanceof ApiStatusError) return statusProblem(error, question, server);
  if (error instanceof TunnelError && error.kind === 'tls') {
    const hint = 'Check certificate-authority-data and tls-server-name of the cluster in the kubeconfig.';
    return { code: 'tls-untrusted', message: error.message, hint, suspect: 'api-server' };
  }
  if (error instanceof ApiAnswerError) {
    const hint = 'Something else may be answering in its place, such as a proxy or a login page.';
    return {
      code: 'api-unreachable',
      message: `${server} gave no usable answer: ${error.message}`,
      hint,
      suspect: 'api-server',
    };
  }
  return { code: 'api-unreachable', message: networkText(error, server), hint: networkHint, suspect: 'api-server' };
}

function statusProblem({ status, said }: ApiStatusError, question: ApiQuestion, server: string): Problem {
  const { context, verb, resource, namespace, name } = question;
  if (status === 401) {
    const hint = `Log in to ${context} again.`;
    return { code: 'unauthorized', message: `${server} does not accept the credentials`, hint, suspect: 'credentials' };
  }
  if (status === 403) {
    const message = `The user of ${context} may not ${verb} ${resource} in namespace ${namespace}`;
    return { code: 'forbidden', message, hint: `Ask for that permission${asSaid(said)}.`, suspect: 'credentials' };
  }
  if (status === 404 && name !== undefined) {
    const message = `There is no ${resource.replace(/s$/, '')} ${name} in namespace ${namespace} of ${context}`;
    return { code: 'target-not-found', message, hint: 'Check the name and the namespace.', suspect: 'pod' };
  }
  if (status === 429 || status === 503 || status === 504) {
    return {
      code: 'api-busy',
      message: `${server} is busy (${String(status)})`,
      hint: waitHint,
      suspect: 'api-server',
    };
  }
  if (status === 400 && verb === 'list') {
    const message = `${server} does not understand the selector${asSaid(said)}`;
    return { code: 'target-not-found', message, hint: 'Check the selector in the config file.', suspect: 'local' };
  }
  const message = `${server} answered ${String(status)}${asSaid(said)}`;
  return { code: 'api-unreachable', message, hint: waitHint, suspect: 'api-server' };
}

function asSaid(said: string): string {
  return said === '' ? '' : `: ${said.replace(/\.$/, '')}`;
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'refuses connections'],
  ['ECONNRESET', 'closed the connection'],
  ['EPIPE', 'closed the connection'],
  ['ETIMEDOUT', 'cannot be reached: connecting timed out'],
  ['EHOSTUNREACH', 'cannot be reached: there is no route to it'],
  ['ENETUNREACH', 'cannot be reached: there is no network'],
  ['ENOTFOUND', 'cannot be found: its name is not known'],
  ['EAI_AGAIN', 'cannot be found: no name server answers'],
]);

/** Names the host. A proxy that is in the way is named by what failed. */
function networkText(error: unknown, server: string): string {
  const reason = reasons.get(codeOf(error) ?? '');
  const said = messageOf(error);
  if (said.includes('the proxy')) return said;
  return reason === undefined ? `${server} cannot be reached: ${said}` : `${server} ${reason}`;
}

/** The system's code of an error or of what caused it; the first one when several addresses were tried. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}

function hostOf(server: string): string {
  return new URL(server).host;
}
