import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { eventually } from '../../support/eventually';
import { ContainerHost } from './container-host';
import { ControlPlane } from './control-plane';
import { loginFrom } from './given-cluster';
import type { Address } from './kubeconfig';
import { KubernetesApi } from './kubernetes-api';
import { KwokHost } from './kwok-host';
import type { PodHost } from './pod-host';
import { createNamespace, createPod } from './pods';

export interface TestPod {
  readonly name: string;
  /** Deletes it, ends its programs, and waits until it is gone. */
  delete(): Promise<void>;
}

/** Whether the cluster is one that was given: then its parts cannot be stopped, and nothing is known of its insides. */
export function isGiven(): boolean {
  return inject('givenKubeconfig') !== '';
}

/** A namespace of its own in a real cluster, in which pods run the test programs. */
export class TestCluster {
  private constructor(
    readonly api: KubernetesApi,
    readonly namespace: string,
    private readonly host: PodHost,
    private readonly built: ControlPlane | null,
    private readonly given: Address,
  ) {}

  /** The cluster that was given, else a control plane of its own. */
  static async start(): Promise<TestCluster> {
    const namespace = `portwatch-test-${randomBytes(4).toString('hex')}`;
    const given = inject('givenKubeconfig');
    if (given === '') {
      const plane = await ControlPlane.start(inject('controlPlanePrograms'));
      const host = new KwokHost(plane.api, namespace);
      return new TestCluster(plane.api, namespace, host, plane, plane.address).#begin();
    }
    const login = await loginFrom(given);
    const api = new KubernetesApi(login);
    const host = new ContainerHost(api, namespace, inject('podImage'), inject('podScript'));
    const address = { server: login.server, authority: login.ca };
    return new TestCluster(api, namespace, host, null, address).#begin();
  }

  get address(): Address {
    return this.built?.address ?? this.given;
  }

  /** Only a cluster that was built has parts that can be stopped. */
  get plane(): ControlPlane {
    if (!this.built) throw new Error('This scenario needs a control plane of its own.');
    return this.built;
  }

  /** A pod that is ready, with its programs. */
  async pod(name: string, labels: Readonly<Record<string, string>> = { app: name }): Promise<TestPod> {
    const { namespace, host } = this;
    const plan = await host.prepare(name);
    await createPod(this.api, { namespace, name, labels, plan, patienceMs: host.patienceMs });
    return { name, delete: () => this.#deletePod(name) };
  }

  /** A Service, whose port 80 leads to the pods' port named `http`. */
  async service(name: string, selector: Readonly<Record<string, string>>): Promise<void> {
    await this.api.create(`${this.#core}/services`, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: { selector, ports: [{ name: 'web', port: 80, targetPort: 'http' }] },
    });
  }

  /** A workload that says which pods are its own, and wants none: the tests create them. */
  async workload(kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet', name: string): Promise<void> {
    const labels = { app: name };
    const containers = [{ name: 'main', image: 'none' }];
    await this.api.create(`/apis/apps/v1/namespaces/${this.namespace}/${kind.toLowerCase()}s`, {
      apiVersion: 'apps/v1',
      kind,
      metadata: { name },
      spec: {
        selector: { matchLabels: labels },
        // No node has this label: also a DaemonSet's controller finds nothing to do.
        template: { metadata: { labels }, spec: { containers, nodeSelector: { 'portwatch.dev/none': 'true' } } },
        ...(kind === 'StatefulSet' ? { serviceName: name } : {}),
        ...(kind === 'DaemonSet' ? {} : { replicas: 0 }),
      },
    });
  }

  async dispose(): Promise<void> {
    if (this.built) await this.built.dispose();
    else await this.api.delete(`/api/v1/namespaces/${this.namespace}`);
    this.api.dispose();
    await this.host.dispose();
  }

  async #begin(): Promise<this> {
    await createNamespace(this.api, this.namespace);
    return this;
  }

  get #core(): string {
    return `/api/v1/namespaces/${this.namespace}`;
  }

  async #deletePod(name: string): Promise<void> {
    const path = `${this.#core}/pods/${name}`;
    await this.api.delete(path);
    await this.host.forget(name);
    await eventually(
      `pod ${name} to be gone`,
      () =>
        this.api.text(path).then(
          () => undefined,
          () => true,
        ),
      { timeoutMs: this.host.patienceMs },
    );
  }
}
