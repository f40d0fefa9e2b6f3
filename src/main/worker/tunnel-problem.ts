import { targetText, type ForwardSpec } from '../../shared/forward';
import type { Problem } from '../../shared/problem';
import { messageOf } from '../../shared/message-of';
import { DeadlineError } from '../base/deadline';
import { isOutOfDescriptors, outOfDescriptors } from '../base/descriptors';
import { redact, redactProblem } from '../base/redact';
import { TunnelError, type TunnelClosed } from '../tunnel/tunnel';
import type { ResolvedTarget } from './resolved-target';

/** What a failed attempt to open a tunnel means for the forward. */
export function tunnelProblem(error: unknown, spec: ForwardSpec, target: ResolvedTarget): Problem {
  return redactProblem(openingProblem(error, spec, target));
}

function openingProblem(error: unknown, spec: ForwardSpec, target: ResolvedTarget): Problem {
  if (error instanceof DeadlineError) {
    return {
      code: 'timed-out',
      message: `No tunnel to pod ${target.pod} within ${String(error.ms / 1000)} s.`,
      hint: 'The API server or the node that runs the pod does not answer. Portwatch keeps trying.',
      suspect: 'api-server',
    };
  }
  if (isOutOfDescriptors(error)) return outOfDescriptors(`open a tunnel to pod ${target.pod}`);
  if (!(error instanceof TunnelError)) {
    return { code: 'unexpected', message: messageOf(error), hint: '', suspect: 'api-server' };
  }
  switch (error.kind) {
    case 'network':
    case 'aborted':
      return {
        code: 'api-unreachable',
        message: error.message,
        hint: 'Check the network and the VPN. Portwatch keeps trying.',
        suspect: 'api-server',
      };
    case 'tls':
      return {
        code: 'tls-untrusted',
        message: error.message,
        hint: 'Check certificate-authority-data of the cluster in the kubeconfig.',
        suspect: 'api-server',
      };
    case 'unauthorized':
      return {
        code: 'unauthorized',
        message: error.message,
        hint: 'Log in to the cluster again.',
        suspect: 'credentials',
      };
    case 'forbidden':
      return {
        code: 'forbidden',
        message: `Not allowed to forward to pods in namespace ${spec.namespace}: ${error.message}`,
        hint: `Ask for the permission to create pods/portforward in ${spec.namespace} (context ${spec.context}).`,
        suspect: 'credentials',
      };
    case 'not-found':
      return podGone(spec, target);
    case 'busy':
      return {
        code: 'api-busy',
        message: error.message,
        hint: 'The API server asks to be left alone for a while. Portwatch keeps trying.',
        suspect: 'api-server',
      };
    case 'refused':
      return {
        code: 'upgrade-refused',
        message: error.message,
        hint: 'A proxy or gateway on the way may not let port-forwards through.',
        suspect: 'api-server',
      };
    case 'silent':
      return {
        code: 'timed-out',
        message: error.message,
        hint: 'The API server accepts connections and then does not answer. Portwatch keeps trying.',
        suspect: 'api-server',
      };
  }
}

/** What the end of an open tunnel means. */
export function lossProblem(closed: TunnelClosed, target: ResolvedTarget): Problem {
  return {
    code: 'tunnel-lost',
    message: redact(`The tunnel to pod ${target.pod} ended: ${closed.reason}.`),
    hint: '',
    suspect: 'api-server',
  };
}

/** One connection failed, in the pod or with its tunnel. */
export function connectionProblem(error: Error, target: ResolvedTarget): Problem {
  if (error instanceof TunnelError) {
    const message = redact(`A connection to pod ${target.pod} was cut off. ${error.message}.`);
    return { code: 'tunnel-lost', message, hint: '', suspect: 'api-server' };
  }
  return {
    code: 'connection-failed',
    message: redact(`A connection to port ${String(target.podPort)} of pod ${target.pod} failed: ${error.message}`),
    hint: 'Check that the application in the pod listens on that port.',
    suspect: 'app',
  };
}

/**
 * What container runtimes say of a stream to a pod that no longer runs, while its tunnel is still open: containerd
 * ("failed to find sandbox", "network namespace for sandbox … is closed"), CRI-O ("could not find sandbox", "PodSandbox …
 * not found", "sandbox … is not running", "network namespace path of sandbox … is empty"), the kubelet ("pod not found",
 * "container not running").
 */
const podGonePattern =
  /failed to find sandbox|could not find (pod|sandbox)|sandbox \S.* (not found|is not running|is closed|is empty)|pod not found|container not running/i;

/** Whether a connection failed because its pod no longer runs: then nobody has seen what the client sent. */
export function isPodGone(error: Error): boolean {
  return podGonePattern.test(error.message);
}

/** The pod no longer exists. */
export function podGone(spec: ForwardSpec, target: ResolvedTarget): Problem {
  return {
    code: 'pod-gone',
    message: `Pod ${target.pod} of ${targetText(spec.target)} is gone.`,
    hint: 'Portwatch looks for its replacement.',
    suspect: 'pod',
  };
}
