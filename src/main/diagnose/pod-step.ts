import type { ForwardSpec } from '../../shared/forward';
import { type Problem, ProblemError } from '../../shared/problem';
import type { Clock } from '../base/clock';
import { apiProblem } from '../cluster/api-errors';
import { podsWithPrefix } from '../cluster/choose-pod';
import type { ApiAccess } from '../cluster/endpoint';
import type { Service } from '../cluster/objects';
import { type ClusterReader, resolveTarget } from '../cluster/resolve-target';
import type { ApiLine } from './api-line';
import { failed, type Found } from './finding';
import { FreshReader } from './fresh-reader';
import { describeChoice, describeUnready } from './pod-facts';
import type { ObservedPod } from './pod-objects';

export interface PodGain {
  readonly pod: ObservedPod;
  /** That the target names, when it is one. */
  readonly service: Service | null;
}

/** A port that every service has, for this step: which one the forward means is the next step's question. */
const anyPort = 1;

/** Looks for the target's pod as a forward does. */
export class PodStep {
  #reader: FreshReader | null = null;

  constructor(
    private readonly spec: ForwardSpec,
    private readonly access: ApiAccess,
    private readonly line: ApiLine,
    private readonly clock: Clock,
  ) {}

  readonly run = async (signal: AbortSignal): Promise<Found<PodGain>> => {
    const reader = (this.#reader = new FreshReader(this.line, this.spec.namespace, signal));
    const now = this.clock.wallTime();
    try {
      const { pod } = await resolveTarget({ ...this.spec, port: anyPort }, portless(reader));
      const chosen = reader.listed.find(({ metadata }) => metadata.name === pod.metadata.name);
      if (!chosen) throw new Error(`Pod ${pod.metadata.name} was chosen and is not there`);
      const finding = describeChoice(chosen, this.#considered(reader), now);
      return { finding, gained: { pod: chosen, service: reader.foundService } };
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.code !== 'no-ready-pod') throw error;
      return { finding: failed(error.problem, describeUnready(this.#considered(reader), now)), gained: null };
    }
  };

  readonly explain = (error: unknown): Problem => {
    const { context, server } = this.access;
    const asked = this.#reader?.asked ?? { verb: 'list', resource: 'pods' };
    return apiProblem(error, { ...asked, context, server, namespace: this.spec.namespace });
  };

  #considered({ listed }: FreshReader): readonly ObservedPod[] {
    const { target } = this.spec;
    if (target.kind !== 'pod') return listed;
    const names = new Set(podsWithPrefix(listed, target.name).map(({ metadata }) => metadata.name));
    return listed.filter(({ metadata }) => names.has(metadata.name));
  }
}

function portless(reader: FreshReader): ClusterReader {
  return {
    pods: (selector) => reader.pods(selector),
    workloadSelector: (kind, name) => reader.workloadSelector(kind, name),
    service: async (name) => {
      const service = await reader.service(name);
      return { ...service, spec: { ...service.spec, ports: [{ port: anyPort }] } };
    },
  };
}
