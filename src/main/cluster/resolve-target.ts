import { type ForwardSpec, type Target, targetText, type WorkloadKind } from '../../shared/forward';
import { didYouMean, nearest } from '../../shared/nearest';
import { type ProblemCode, ProblemError, type Suspect } from '../../shared/problem';
import { choosePod, noneReadyText, podsWithPrefix } from './choose-pod';
import { podPort, type PortChoice, servicePort } from './choose-port';
import { labelsQuery, selectorQuery } from './label-selector';
import type { LabelSelector, Pod, Service } from './objects';
import { serviceMark, workloadMark } from './owner-mark';
import type { TargetSight } from './target-watches';

/** What is asked of a cluster to find a pod, in the namespace of one forward. */
export interface ClusterReader {
  /** All pods that the selector matches; null for all there are. */
  pods(selector: string | null): Promise<readonly Pod[]>;
  service(name: string): Promise<Service>;
  workloadSelector(kind: WorkloadKind, name: string): Promise<LabelSelector>;
}

/** A ready pod and its port. */
export interface ChosenPod {
  readonly pod: Pod;
  readonly port: number;
}

/**
 * The target's best pod. Fails with a `ProblemError`, or with what the reader fails with. `onSeen` is told of each step of
 * the way, also when it then leads nowhere.
 */
export async function resolveTarget(
  spec: ForwardSpec,
  reader: ClusterReader,
  onSeen: (seen: Partial<TargetSight>) => void = () => undefined,
): Promise<ChosenPod> {
  const { target } = spec;
  const { selector, port } = await wayToPods(spec, reader, onSeen);
  onSeen({ selector });
  const listed = await reader.pods(selector);
  const matching = target.kind === 'pod' ? podsWithPrefix(listed, target.name) : listed;
  if (matching.length === 0) throw nothingMatches(spec, selector, listed);
  const pod = choosePod(matching);
  if (!pod) {
    const message = `${targetText(target)} in namespace ${spec.namespace}: ${noneReadyText(matching)}`;
    throw problem('no-ready-pod', message, 'Portwatch connects as soon as one is ready.', 'pod');
  }
  const chosen = port.kind === 'named' ? podPort(pod, port.name) : port;
  if (chosen.kind === 'port') return { pod, port: chosen.port };
  const message = chosen.kind === 'none' ? chosen.message : `Pod ${pod.metadata.name} has no port named ${chosen.name}`;
  throw problem('port-not-found', message, 'Correct the port in the config file.', 'pod');
}

/** How the target's pods are asked for, and what is known of the port before one is chosen. */
async function wayToPods(
  spec: ForwardSpec,
  reader: ClusterReader,
  onSeen: (seen: Partial<TargetSight>) => void,
): Promise<{ readonly selector: string | null; readonly port: PortChoice }> {
  const { target, namespace } = spec;
  const port: PortChoice =
    typeof spec.port === 'number' ? { kind: 'port', port: spec.port } : { kind: 'named', name: spec.port };
  switch (target.kind) {
    case 'pod':
      return { selector: null, port };
    case 'selector':
      return { selector: target.selector, port };
    case 'service': {
      // It may not be there yet, which is worth knowing too.
      onSeen({ owner: null });
      const service = await reader.service(target.name);
      onSeen({ owner: serviceMark(target.name, service) });
      const selector = labelsQuery(service.spec.selector);
      if (selector === null) {
        const message = `service/${target.name} in namespace ${namespace} has no selector, so it does not say which pods are behind it`;
        throw problem('target-not-found', message, 'Forward to a pod or a deployment instead.', 'pod');
      }
      const mapped = servicePort(target.name, service, spec.port);
      if (mapped.kind !== 'none') return { selector, port: mapped };
      throw problem('port-not-found', mapped.message, 'Correct the port in the config file.', 'pod');
    }
    default: {
      onSeen({ owner: null });
      const labels = await reader.workloadSelector(target.kind, target.name);
      onSeen({ owner: workloadMark(target.name, labels) });
      const selector = selectorQuery(labels);
      if (selector !== null) return { selector, port };
      const message = `${targetText(target)} in namespace ${namespace} has a selector that is not understood`;
      throw problem('target-not-found', message, 'Forward to a pod or a service instead.', 'pod');
    }
  }
}

function nothingMatches(spec: ForwardSpec, selector: string | null, listed: readonly Pod[]): ProblemError {
  const { target, namespace, context } = spec;
  const place = `in namespace ${namespace} of ${context}`;
  if (target.kind === 'pod') {
    const hint = didYouMean(nearest(target.name, prefixesOf(listed), 1)) || 'Check the name and the namespace.';
    const message = `No pod ${place} is called ${target.name} or ${target.name}-…`;
    return problem('target-not-found', message, hint, 'pod');
  }
  if (target.kind === 'selector') {
    const message = `No pod ${place} has the labels ${target.selector}`;
    return problem('target-not-found', message, 'Check the selector and the namespace.', 'pod');
  }
  const message = `${targetText(target)} ${place} has no pods (${selector ?? ''})`;
  return problem('no-ready-pod', message, hintForNone(target), 'pod');
}

function hintForNone(target: Target): string {
  return target.kind === 'service' ? 'Check that what is behind it is running.' : 'It may be scaled down to zero.';
}

/** Every name that would find one of these pods, generated endings left out. */
function prefixesOf(pods: readonly Pod[]): ReadonlySet<string> {
  return new Set(
    pods.slice(0, 500).flatMap(({ metadata }) => {
      const segments = metadata.name.split('-');
      return segments.map((_, index) => segments.slice(0, index + 1).join('-'));
    }),
  );
}

function problem(code: ProblemCode, message: string, hint: string, suspect: Suspect): ProblemError {
  return new ProblemError({ code, message, hint, suspect });
}
