import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ControlPlane } from '../cluster/support/control-plane';
import { contextName, kubeconfigOf } from '../cluster/support/kubeconfig';
import { planKwokPod } from '../cluster/support/kwok-pod';
import { createNamespace, createPod } from '../cluster/support/pods';
import { startHelper, type Helper } from './child';
import type { Wish } from './forwarders';
import type { Place } from './place';

const namespace = 'bench';
const pod = 'downloads';
const podMs = 10_000;

const versionSchema = z.object({ major: z.string(), minor: z.string() });

/** The benchmark's app in that cluster. */
export const realWish: Wish = { context: contextName, namespace, target: `pod/${pod}`, port: 8081 };

/**
 * The control plane of the cluster suite: released etcd and kube-apiserver, and a node of kwok's that serves port-forwards
 * with Kubernetes' own code and leads them to the benchmark's app, in a process of its own.
 */
export class RealCluster implements Place {
  private constructor(
    readonly folder: string,
    /** `1.36`, as the API server says. */
    readonly version: string,
    private readonly plane: ControlPlane,
    private readonly app: Helper,
  ) {}

  /** `programs`: the folder that scripts/lib/control-plane.mjs has built. */
  static async start(programs: string): Promise<RealCluster> {
    const plane = await ControlPlane.start(programs);
    const folder = await mkdtemp(join(tmpdir(), 'portwatch-bench-real-'));
    const app = await startHelper('program-process', []);
    const { major, minor } = await plane.api.get('/version', versionSchema);
    const cluster = new RealCluster(folder, `${major}.${minor}`, plane, app);
    try {
      await cluster.#prepare();
      return cluster;
    } catch (error) {
      await cluster.dispose();
      throw error;
    }
  }

  get kubeconfig(): string {
    return join(this.folder, 'kubeconfig');
  }

  get pids(): readonly number[] {
    return [...this.plane.pids, this.app.program.pid];
  }

  async dispose(): Promise<void> {
    await this.app.program.dispose();
    await this.plane.dispose();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #prepare(): Promise<void> {
    const { api, address, authority } = this.plane;
    await createNamespace(api, namespace);
    const { port } = realWish;
    const forward = { ports: [port], target: { address: '127.0.0.1', port: Number(this.app.said.port) } };
    const plan = await planKwokPod(api, namespace, pod, [forward], port);
    await createPod(api, { namespace, name: pod, labels: { app: pod }, plan, patienceMs: podMs });
    // Whoever is not of this group is refused until the API server has read its roles.
    const certificate = authority.forUser('bench', ['system:masters']);
    await writeFile(this.kubeconfig, kubeconfigOf(address, { certificate }, namespace), { mode: 0o600 });
  }
}
