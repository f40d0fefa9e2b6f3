import { z } from 'zod';
import { ApiAnswerError } from './api-errors';
import { labelsQuery, selectorQuery } from './label-selector';
import { type LabelSelector, type Service, serviceSchema, workloadSchema } from './objects';
import type { PodGlance } from './pod-table';

/** What says which pods are behind a target. */
export type OwnerKind = 'services' | 'deployments' | 'statefulsets' | 'daemonsets' | 'replicasets';

/** Its name and all about it that decides where a forward to it leads, as text: another text, another place. */
export type OwnerMark = string;

export function serviceMark(name: string, { spec }: Service): OwnerMark {
  const ports = (spec.ports ?? []).map((port) => [port.port, port.name, port.targetPort, port.protocol]);
  return JSON.stringify([name, labelsQuery(spec.selector), spec.clusterIP === 'None', ports]);
}

export function workloadMark(name: string, selector: LabelSelector): OwnerMark {
  return JSON.stringify([name, selectorQuery(selector)]);
}

/** The name that the mark begins with. */
export function nameOfMark(mark: OwnerMark): string {
  return z.tuple([z.string()]).rest(z.unknown()).parse(JSON.parse(mark))[0];
}

const named = z.object({ metadata: z.object({ name: z.string() }) });

/** A service or workload as a table of things that are there or not has it. Throws `ApiAnswerError`. */
export function ownerGlance(kind: OwnerKind, object: unknown): PodGlance {
  const parsed = named.safeParse(object);
  if (!parsed.success) throw new ApiAnswerError(`one of the ${kind} has no name`);
  const { name } = parsed.data.metadata;
  return { name, uid: markOf(kind, name, object), ready: true, terminating: false, ended: false };
}

function markOf(kind: OwnerKind, name: string, object: unknown): OwnerMark {
  if (kind === 'services') {
    const service = serviceSchema.safeParse(object);
    if (service.success) return serviceMark(name, service.data);
  } else {
    const workload = workloadSchema.safeParse(object);
    if (workload.success) return workloadMark(name, workload.data.spec.selector);
  }
  throw new ApiAnswerError(`${name} is not what Kubernetes has among its ${kind}`);
}
