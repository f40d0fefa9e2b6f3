import { z } from 'zod';
import { eventually } from '../../support/eventually';
import type { KubernetesApi } from './kubernetes-api';
import type { PodHost, PodPlan } from './pod-host';
import { podPorts } from './pod-programs';

const configMap = 'test-programs';
const createdSchema = z.object({ metadata: z.object({ uid: z.string() }) });

/** Pods of a cluster that runs containers: a stock Node image, and the programs as one script in a ConfigMap. */
export class ContainerHost implements PodHost {
  readonly patienceMs = 180_000;
  #prepared: Promise<z.infer<typeof createdSchema>> | null = null;

  constructor(
    private readonly api: KubernetesApi,
    private readonly namespace: string,
    private readonly image: string,
    /** The bundle of pod-main.ts. */
    private readonly script: string,
  ) {}

  async prepare(name: string): Promise<PodPlan> {
    this.#prepared ??= this.#createConfigMap();
    const { uid } = (await this.#prepared).metadata;
    const container = {
      name: 'main',
      image: this.image,
      command: ['node', '/programs/main.cjs', name],
      ports: [{ name: 'http', containerPort: podPorts.http }],
      readinessProbe: { tcpSocket: { port: podPorts.untilEnd }, periodSeconds: 1 },
      volumeMounts: [{ name: 'programs', mountPath: '/programs' }],
    };
    const run = { containers: [container], volumes: [{ name: 'programs', configMap: { name: configMap } }] };
    return { run, owner: { apiVersion: 'v1', kind: 'ConfigMap', name: configMap, uid, controller: true } };
  }

  async forget(): Promise<void> {}

  async dispose(): Promise<void> {}

  async #createConfigMap() {
    const account = `/api/v1/namespaces/${this.namespace}/serviceaccounts/default`;
    await eventually('the namespace to have an account for pods', () => this.api.text(account).catch(() => undefined));
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: configMap },
      data: { 'main.cjs': this.script },
    };
    return this.api.create(`/api/v1/namespaces/${this.namespace}/configmaps`, object, createdSchema);
  }
}
