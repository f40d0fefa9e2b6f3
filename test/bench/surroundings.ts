import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoCommand } from '../../src/main/demo/demo-commands';
import { startHelper, startReporting, type Helper } from './child';
import type { Place } from './place';

/** Which API server answers port-forwards: Kubernetes' own code in a lean process, or the demo cluster. */
export type PeerKind = 'lean' | 'demo';

/** Round trip time of the context `far`, in milliseconds. */
export const farRoundTripMs = 40;

/** What all clients meet: a cluster as it is, the same cluster far away, and the demo cluster with its faults. */
export class Surroundings implements Place {
  private constructor(
    readonly folder: string,
    readonly peer: PeerKind,
    readonly demoUrl: string,
    readonly demoToken: string,
    private readonly cluster: Helper,
    private readonly helpers: readonly Helper[],
  ) {}

  /** `lean`: the program of `peer/`, when it could be built. */
  static async start(lean: string | null): Promise<Surroundings> {
    const folder = await mkdtemp(join(tmpdir(), 'portwatch-bench-'));
    const cluster = await startHelper('cluster-process', []);
    const { url, token, authority } = cluster.said as { url: string; token: string; authority: string };
    const helpers = [cluster];
    let near = { server: url, authority };
    if (lean !== null) {
      const peer = await startReporting(lean, ['-cluster', url]);
      helpers.push(peer);
      near = { server: `https://127.0.0.1:${String(peer.said.port)}`, authority: String(peer.said.authority) };
    }
    const delay = await startHelper('delay-process', [new URL(near.server).port, String(farRoundTripMs / 2)]);
    helpers.push(delay);
    const far = { ...near, server: `https://127.0.0.1:${String(delay.said.port)}` };
    const contexts = { near, far, demo: { server: url, authority } };
    await writeFile(join(folder, 'kubeconfig'), kubeconfigOf(contexts, token), { mode: 0o600 });
    return new Surroundings(folder, lean === null ? 'demo' : 'lean', url, token, cluster, helpers);
  }

  /** What answers in the contexts `near` and `far`, for a person. */
  get peerText(): string {
    return this.peer === 'lean' ? "Kubernetes' own libraries in a process (test/bench/peer)" : 'the demo cluster';
  }

  /** The processes that answer, as opposed to those that forward. */
  get pids(): readonly number[] {
    return this.helpers.map(({ program }) => program.pid);
  }

  get kubeconfig(): string {
    return join(this.folder, 'kubeconfig');
  }

  command(command: DemoCommand): void {
    this.cluster.program.child.stdin?.write(`${JSON.stringify(command)}\n`);
  }

  async dispose(): Promise<void> {
    for (const { program } of [...this.helpers].reverse()) await program.dispose();
    await rm(this.folder, { recursive: true, force: true });
  }
}

interface Address {
  readonly server: string;
  readonly authority: string;
}

function kubeconfigOf(contexts: Readonly<Record<string, Address>>, token: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'near',
    clusters: Object.entries(contexts).map(([name, { server, authority }]) => ({
      name,
      cluster: { server, 'certificate-authority-data': Buffer.from(authority).toString('base64') },
    })),
    users: [{ name: 'bench', user: { token } }],
    contexts: Object.keys(contexts).map((name) => ({ name, context: { cluster: name, user: 'bench' } })),
  });
}
