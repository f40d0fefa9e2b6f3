import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChildProgram } from '../../support/child-program';
import { eventually } from '../../support/eventually';
import { freePorts } from '../../support/http';
import { Authority } from './authority';
import { kubeconfigOf, type Address } from './kubeconfig';
import { KubernetesApi } from './kubernetes-api';

export const nodeName = 'node-1';

type ProgramName = 'etcd' | 'kube-apiserver' | 'kwok';

const readyMs = 60_000;

/**
 * etcd, kube-apiserver and a node of kwok's, on loopback: the released programs, with TLS and RBAC, in a folder of their
 * own. No controllers and no scheduler: whoever wants a pod creates it, for this node.
 */
export class ControlPlane {
  readonly #running = new Map<ProgramName, ChildProgram>();
  #serving: Authority;

  private constructor(
    private readonly programs: string,
    private readonly folder: string,
    private readonly ports: Readonly<Record<'etcd' | 'etcdPeers' | 'api' | 'node', number>>,
    /** Vouches for the users with certificates, and at first for the API server too. */
    readonly authority: Authority,
    readonly api: KubernetesApi,
  ) {
    this.#serving = authority;
  }

  /** Up, with a node that is ready for pods. `programs` is what scripts/lib/control-plane.mjs built. */
  static async start(programs: string): Promise<ControlPlane> {
    const folder = await mkdtemp(join(tmpdir(), 'portwatch-control-plane-'));
    const [etcd = 0, etcdPeers = 0, api = 0, node = 0] = await freePorts(4);
    const authority = new Authority('portwatch-test-ca');
    const admin = authority.forUser('admin', ['system:masters']);
    const client = new KubernetesApi({
      server: `https://127.0.0.1:${String(api)}`,
      ca: authority.certificate,
      key: admin.key,
      cert: admin.certificate,
    });
    const plane = new ControlPlane(programs, folder, { etcd, etcdPeers, api, node }, authority, client);
    try {
      await plane.#bringUp();
      return plane;
    } catch (error) {
      await plane.dispose();
      throw error;
    }
  }

  get address(): Address {
    return { server: `https://127.0.0.1:${String(this.ports.api)}`, authority: this.#serving.certificate };
  }

  /** The processes that answer. */
  get pids(): readonly number[] {
    return [...this.#running.values()].map(({ pid }) => pid);
  }

  /** SIGSTOP: its connections stay, and nothing answers on them. */
  pause(name: ProgramName): void {
    this.#program(name).child.kill('SIGSTOP');
  }

  resume(name: ProgramName): void {
    this.#program(name).child.kill('SIGCONT');
  }

  async stopApiServer(): Promise<void> {
    await this.#program('kube-apiserver').dispose();
    this.#running.delete('kube-apiserver');
  }

  async startApiServer(): Promise<void> {
    await this.#startApiServer();
    await this.#apiIsReady();
  }

  /** From its next start on, the API server shows a certificate that another authority has signed. */
  async serveWith(authority: Authority): Promise<void> {
    this.#serving = authority;
    this.api.trust(authority.certificate);
    await this.#write('api-server', authority.forLoopback('kube-apiserver'));
  }

  /** Processes first, then their folder. */
  async dispose(): Promise<void> {
    this.api.dispose();
    for (const program of this.#running.values()) program.child.kill('SIGCONT');
    await Promise.all([...this.#running.values()].map((program) => program.dispose()));
    await rm(this.folder, { recursive: true, force: true });
  }

  async #bringUp(): Promise<void> {
    await this.#startEtcd();
    await this.#writeSecrets();
    await this.#startApiServer();
    await this.#apiIsReady();
    await this.api.create(
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      await readFile(join(this.programs, 'kwok.x-k8s.io_portforwards.yaml'), 'utf8'),
    );
    await eventually('the API server to serve port-forward objects', async () => {
      return this.api.text('/apis/kwok.x-k8s.io/v1alpha1/portforwards').catch(() => undefined);
    });
    await this.#startNode();
  }

  async #writeSecrets(): Promise<void> {
    const { authority } = this;
    await writeFile(this.#file('ca.crt'), authority.certificate);
    await this.#write('api-server', authority.forLoopback('kube-apiserver'));
    await this.#write('kubelet', authority.forLoopback(nodeName));
    await this.#write('kubelet-client', authority.forUser('kube-apiserver', ['system:masters']));
    const { privateKey, publicKey } = generateKeyPairSync('ec', {
      namedCurve: 'prime256v1',
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    await writeFile(this.#file('tokens.key'), privateKey, { mode: 0o600 });
    await writeFile(this.#file('tokens.pub'), publicKey);
  }

  async #startEtcd(): Promise<void> {
    const clients = `http://127.0.0.1:${String(this.ports.etcd)}`;
    const peers = `http://127.0.0.1:${String(this.ports.etcdPeers)}`;
    await this.#start('etcd', [
      `--data-dir=${this.#file('etcd')}`,
      `--listen-client-urls=${clients}`,
      `--advertise-client-urls=${clients}`,
      `--listen-peer-urls=${peers}`,
      `--initial-advertise-peer-urls=${peers}`,
      `--initial-cluster=default=${peers}`,
      // Nothing here has to survive a power cut.
      '--unsafe-no-fsync',
      '--log-level=warn',
    ]);
  }

  async #startApiServer(): Promise<void> {
    await this.#start('kube-apiserver', [
      `--etcd-servers=http://127.0.0.1:${String(this.ports.etcd)}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${String(this.ports.api)}`,
      // Never dialled: it only must not be a loopback address.
      '--advertise-address=192.0.2.1',
      '--endpoint-reconciler-type=none',
      `--cert-dir=${this.#file('unused')}`,
      `--tls-cert-file=${this.#file('api-server.crt')}`,
      `--tls-private-key-file=${this.#file('api-server.key')}`,
      `--client-ca-file=${this.#file('ca.crt')}`,
      '--authorization-mode=RBAC',
      '--anonymous-auth=false',
      '--service-cluster-ip-range=10.96.0.0/16',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${this.#file('tokens.pub')}`,
      `--service-account-signing-key-file=${this.#file('tokens.key')}`,
      // There is no controller that would give each namespace its default account.
      '--disable-admission-plugins=ServiceAccount',
      `--kubelet-certificate-authority=${this.#file('ca.crt')}`,
      `--kubelet-client-certificate=${this.#file('kubelet-client.crt')}`,
      `--kubelet-client-key=${this.#file('kubelet-client.key')}`,
      '--kubelet-preferred-address-types=InternalIP',
    ]);
  }

  async #apiIsReady(): Promise<void> {
    await eventually(
      'the API server to be ready',
      () => {
        this.#program('kube-apiserver');
        return this.api.text('/readyz').catch(() => undefined);
      },
      { timeoutMs: readyMs, everyMs: 100 },
      () => this.#running.get('kube-apiserver')?.complaints ?? '',
    );
  }

  async #startNode(): Promise<void> {
    const stages = ['node-initialize.yaml', 'pod-ready.yaml', 'pod-delete.yaml'];
    const texts = await Promise.all(stages.map((name) => readFile(join(this.programs, name), 'utf8')));
    await writeFile(this.#file('kwok.yaml'), texts.join('\n---\n'));
    const login = { certificate: this.authority.forUser('kwok', ['system:masters']) };
    await writeFile(this.#file('kwok.kubeconfig'), kubeconfigOf(this.address, login, 'default'), { mode: 0o600 });
    await this.#start('kwok', [
      `--config=${this.#file('kwok.yaml')}`,
      `--kubeconfig=${this.#file('kwok.kubeconfig')}`,
      `--manage-single-node=${nodeName}`,
      '--node-ip=127.0.0.1',
      `--node-port=${String(this.ports.node)}`,
      `--server-address=127.0.0.1:${String(this.ports.node)}`,
      `--tls-cert-file=${this.#file('kubelet.crt')}`,
      `--tls-private-key-file=${this.#file('kubelet.key')}`,
      '--enable-crds=PortForward',
    ]);
    await this.api.create('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: nodeName } });
    await eventually('the node to be ready', async () => {
      const text = await this.api.text(`/api/v1/nodes/${nodeName}`);
      return text.includes('"kubeletEndpoint"') ? true : undefined;
    });
  }

  async #start(name: ProgramName, args: readonly string[]): Promise<void> {
    const log = createWriteStream(this.#file(`${name}.log`), { flags: 'a' });
    const home = this.#file('home');
    await mkdir(home, { recursive: true });
    const program = await ChildProgram.start(join(this.programs, name), args, {
      environment: { PATH: process.env['PATH'], HOME: home },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    program.child.stderr?.pipe(log);
    this.#running.set(name, program);
  }

  #program(name: ProgramName): ChildProgram {
    const program = this.#running.get(name);
    if (!program?.running) throw new Error(`${name} does not run. ${program?.complaints ?? ''}`);
    return program;
  }

  async #write(name: string, { key, certificate }: { readonly key: string; readonly certificate: string }) {
    await writeFile(this.#file(`${name}.key`), key, { mode: 0o600 });
    await writeFile(this.#file(`${name}.crt`), certificate);
  }

  #file(name: string): string {
    return join(this.folder, name);
  }
}
