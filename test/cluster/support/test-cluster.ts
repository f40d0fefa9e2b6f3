import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { z } from 'zod';
import { eventually } from '../../support/eventually';
import { ControlPlane, nodeName } from './control-plane';
import { type Address } from './kubeconfig';
import type { KubernetesApi } from './kubernetes-api';
import { type PodPort, podPorts, PodPrograms } from './pod-programs';

const relay = fileURLToPath(new URL('relay.cjs', import.meta.url));

/** No name that could be looked up: dialling it fails at once, with these words, which are containerd's for a dead pod. */
const nowhere = { address: 'failed to find sandbox "4f1b" in store', port: 1 };

const podSchema = z.object({
  metadata: z.object({ name: z.string(), uid: z.string() }),
  status: z.object({
    conditions: z.array(z.object({ type: z.string(), status: z.string() })).optional(),
  }),
});

export interface TestPod {
  readonly name: string;
  /** Deletes it, ends its programs, and waits until it is gone. */
  delete(): Promise<void>;
}

/** A namespace of a real cluster, in which pods run the test programs. */
export class TestCluster {
  readonly #programs = new Map<string, PodPrograms>();

  private constructor(
    readonly plane: ControlPlane,
    readonly namespace: string,
  ) {}

  static async start(): Promise<TestCluster> {
    const plane = await ControlPlane.start(inject('controlPlanePrograms'));
    const cluster = new TestCluster(plane, `portwatch-test-${randomBytes(4).toString('hex')}`);
    await plane.api.create('/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: cluster.namespace },
    });
    return cluster;
  }

  get api(): KubernetesApi {
    return this.plane.api;
  }

  get address(): Address {
    return this.plane.address;
  }

  /** A pod that is ready, with its programs. */
  async pod(name: string, labels: Readonly<Record<string, string>> = { app: name }): Promise<TestPod> {
    const programs = await PodPrograms.start(name, 'free-ports');
    this.#programs.set(name, programs);
    const path = `/api/v1/namespaces/${this.namespace}/pods`;
    await this.api.create(this.#forwardsPath, this.#forwards(name, programs));
    await this.api.create(path, podOf(name, labels));
    await eventually(`pod ${name} to be ready`, async () => {
      const { status } = await this.api.get(`${path}/${name}`, podSchema);
      return status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') || undefined;
    });
    return { name, delete: () => this.#deletePod(name) };
  }

  /** A Service, whose port 80 leads to the pods' port named `http`. */
  async service(name: string, selector: Readonly<Record<string, string>>): Promise<void> {
    await this.api.create(`/api/v1/namespaces/${this.namespace}/services`, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: { selector, ports: [{ name: 'web', port: 80, targetPort: 'http' }] },
    });
  }

  /** A workload that says which pods are its own. Nothing acts on it: there are no controllers. */
  async workload(kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet', name: string): Promise<void> {
    const labels = { app: name };
    await this.api.create(`/apis/apps/v1/namespaces/${this.namespace}/${kind.toLowerCase()}s`, {
      apiVersion: 'apps/v1',
      kind,
      metadata: { name },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: podOf(name, labels).spec },
        ...(kind === 'StatefulSet' ? { serviceName: name } : {}),
      },
    });
  }

  async dispose(): Promise<void> {
    await this.plane.dispose();
    await Promise.all([...this.#programs.values()].map((programs) => programs.dispose()));
  }

  get #forwardsPath(): string {
    return `/apis/kwok.x-k8s.io/v1alpha1/namespaces/${this.namespace}/portforwards`;
  }

  async #deletePod(name: string): Promise<void> {
    const path = `/api/v1/namespaces/${this.namespace}/pods/${name}`;
    await this.api.delete(path);
    // What is still forwarded to it over tunnels that are open hears from now on what containerd would say.
    await this.api.merge(`${this.#forwardsPath}/${name}`, {
      spec: { forwards: [{ target: nowhere }] },
    });
    await this.#programs.get(name)?.dispose();
    this.#programs.delete(name);
    await eventually(`pod ${name} to be gone`, async () => {
      return this.api.text(path).then(
        () => undefined,
        () => true,
      );
    });
  }

  /** Where kwok's node leads each port of the pod. */
  #forwards(name: string, programs: PodPrograms): object {
    const listening = (port: PodPort) => programs.addresses.get(podPorts[port]) ?? 1;
    const target = (port: PodPort) => ({
      ports: [podPorts[port]],
      target: { address: '127.0.0.1', port: listening(port) },
    });
    return {
      apiVersion: 'kwok.x-k8s.io/v1alpha1',
      kind: 'PortForward',
      metadata: { name, namespace: this.namespace },
      spec: {
        forwards: [
          target('http'),
          target('greeter'),
          target('exchange'),
          target('nobody'),
          // kwok's own connections know no half-close; a program's input does.
          { ports: [podPorts.untilEnd], command: [process.execPath, relay, String(listening('untilEnd'))] },
        ],
      },
    };
  }
}

function podOf(name: string, labels: Readonly<Record<string, string>>) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels },
    spec: {
      nodeName,
      automountServiceAccountToken: false,
      containers: [
        {
          name: 'main',
          image: 'test',
          ports: [{ name: 'http', containerPort: podPorts.http }],
        },
      ],
    },
  };
}
