import { chmod, rename, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { issueForUser, type KeyAndCertificate, makeAuthority } from '../../src/main/demo/certificates';
import type { DemoCommand } from '../../src/main/demo/demo-commands';
import { ChildProgram } from '../support/child-program';
import { bundled } from './bundle';
import { contexts, type ContextName } from './layout';

const hourMs = 3_600_000;

/** What of the demo's kubeconfig is taken over. */
interface DemoKubeconfig {
  readonly clusters: readonly { readonly cluster: object }[];
  readonly users: readonly { readonly name: string; readonly user: { readonly token?: string } }[];
}

/** The clusters that the forwards lead to, each known by a context, and each with another way to know its user. */
export class Clusters {
  readonly #answers = new Map<number, () => void>();
  #nextId = 1;

  private constructor(
    private readonly program: ChildProgram,
    readonly kubeconfig: string,
    private readonly folder: string,
  ) {}

  /** `newPodMs`: from a pod's deletion until its replacement is ready. */
  static async start(folder: string, newPodMs: number): Promise<Clusters> {
    const half = String(newPodMs / 2);
    const program = await ChildProgram.start(process.execPath, [bundled('clusters-process'), half, half], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    if (!program.child.stdout) throw new Error('The clusters were started without output');
    const lines = createInterface(program.child.stdout);
    const first = await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('close', () => reject(new Error('The clusters did not start')));
    });
    const { kubeconfigs } = JSON.parse(first) as { kubeconfigs: Record<ContextName, DemoKubeconfig> };
    const file = join(folder, 'kubeconfig');
    const clusters = new Clusters(program, file, folder);
    lines.on('line', (line) => clusters.#answered(line));
    for (const name of contexts) {
      const token = kubeconfigs[name].users.find(({ user }) => user.token)?.user.token ?? '';
      await clusters.#writeToken(name, token);
    }
    await clusters.renewCertificate('south');
    await writeFile(file, await clusters.#kubeconfigText(kubeconfigs), { mode: 0o600 });
    return clusters;
  }

  get pid(): number {
    return this.program.pid;
  }

  /** Resolves when it is done. */
  command(context: ContextName, command: DemoCommand): Promise<void> {
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve) => {
      this.#answers.set(id, resolve);
      this.program.child.stdin?.write(`${JSON.stringify({ id, context, command })}\n`);
    });
  }

  /** The old token is refused from now on; whoever looks it up gets the new one. */
  async renewToken(context: ContextName, token: string): Promise<void> {
    await this.#writeToken(context, token);
    await this.command(context, { type: 'change-token', token });
  }

  /** Whoever looks it up gets a new certificate, of an authority that is the only one from now on. */
  async renewCertificate(context: ContextName): Promise<void> {
    const validity = { fromMs: Date.now() - hourMs, untilMs: Date.now() + 24 * hourMs };
    const authority = makeAuthority('chaos-clients', validity);
    await this.#writeCertificate(context, issueForUser('chaos', ['demo-users'], authority, validity));
    await this.command(context, { type: 'trust-clients-of', authority: authority.certificate });
  }

  async dispose(): Promise<void> {
    await this.program.dispose();
  }

  #answered(line: string): void {
    const { id } = JSON.parse(line) as { id: number };
    this.#answers.get(id)?.();
    this.#answers.delete(id);
  }

  /** Both in one file, which is replaced as a whole: no half of it goes with the other's successor. */
  async #writeCertificate(context: ContextName, { key, certificate }: KeyAndCertificate): Promise<void> {
    const file = this.#certificateFile(context);
    await writeFile(`${file}.new`, `${certificate}${key}`, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }

  #certificateFile(context: ContextName): string {
    return join(this.folder, `${context}.pem`);
  }

  #tokenFile(context: ContextName): string {
    return join(this.folder, `${context}.token`);
  }

  async #writeToken(context: ContextName, token: string): Promise<void> {
    await writeFile(this.#tokenFile(context), token, { mode: 0o600 });
  }

  async #kubeconfigText(kubeconfigs: Readonly<Record<ContextName, DemoKubeconfig>>): Promise<string> {
    const plugin = join(this.folder, 'credentials.sh');
    const answer = '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}';
    await writeFile(plugin, `#!/bin/sh\nprintf '${answer}' "$(cat "$1")"\n`);
    await chmod(plugin, 0o700);
    const users = {
      north: { tokenFile: this.#tokenFile('north') },
      east: {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: plugin,
          args: [this.#tokenFile('east')],
          interactiveMode: 'Never',
        },
      },
      south: { 'client-certificate': this.#certificateFile('south'), 'client-key': this.#certificateFile('south') },
    };
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'north',
      clusters: contexts.map((name) => ({ name, cluster: kubeconfigs[name].clusters[0]?.cluster })),
      users: contexts.map((name) => ({ name, user: users[name] })),
      contexts: contexts.map((name) => ({ name, context: { cluster: name, user: name } })),
    });
  }
}
