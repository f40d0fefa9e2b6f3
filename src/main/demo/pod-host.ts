import { type AddressInfo, type Server, type Socket, connect } from 'node:net';
import type { Disposable } from '../base/disposable';
import type { Pod } from './model-objects';
import { appOf } from './model-pods';
import type { AppName } from './model-scene';
import { type Program, programs } from './programs';

/** The programs of one pod, each listening on a loopback port of its own. */
interface RunningPod {
  readonly ports: ReadonlyMap<number, TcpHost>;
}

/** The node of the demo cluster: runs the pods' programs as real TCP servers. */
export class PodHost implements Disposable {
  /** By the pod's uid. */
  readonly #pods = new Map<string, RunningPod>();
  readonly #ended = new Set<string>();
  #disposed = false;

  /** `own`: what runs in place of the demo's programs. */
  constructor(private readonly own: Partial<Readonly<Record<AppName, Program>>> = {}) {}

  /** Starts a pod's programs. Ended meanwhile, they are stopped again. */
  async launch(pod: Pod): Promise<void> {
    const app = appOf(pod);
    const { uid, name } = pod.metadata;
    if (!app) throw new Error(`the demo cluster has no program for pod ${name}`);
    const program = this.own[app] ?? programs[app];
    const ports = new Map<number, TcpHost>();
    for (const { containerPort } of pod.spec.containers.flatMap((container) => container.ports)) {
      ports.set(containerPort, await TcpHost.start(program(name)));
    }
    if (this.#disposed || this.#ended.delete(uid)) stop({ ports });
    else this.#pods.set(uid, { ports });
  }

  /** Stops a pod's programs at once, with their connections. */
  terminate(pod: Pod): void {
    const { uid } = pod.metadata;
    const running = this.#pods.get(uid);
    if (running) stop(running);
    else this.#ended.add(uid);
    this.#pods.delete(uid);
  }

  /** Opens a connection to a pod's port; the answer is a reason when there can be none. */
  connect(uid: string, port: number): Socket | { readonly failure: string } {
    const running = this.#pods.get(uid);
    if (!running) return { failure: `failed to find sandbox for pod ${uid}: not found` };
    const host = running.ports.get(port);
    if (!host) return { failure: refusedText(port) };
    return connect({ host: '127.0.0.1', port: host.port, allowHalfOpen: true, noDelay: true });
  }

  dispose(): void {
    this.#disposed = true;
    for (const running of this.#pods.values()) stop(running);
    this.#pods.clear();
  }
}

/** What a container runtime reports of a port on which nothing listens. */
export function refusedText(port: number): string {
  return `exit status 1: dial tcp4 127.0.0.1:${port}: connect: connection refused`;
}

function stop(running: RunningPod): void {
  for (const host of running.ports.values()) host.dispose();
}

class TcpHost implements Disposable {
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  static start(server: Server): Promise<TcpHost> {
    return new Promise((resolve, reject) => {
      server.on('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        if (isTcpAddress(address)) resolve(new TcpHost(server, address.port));
        else reject(new Error('a server without a port'));
      });
    });
  }

  dispose(): void {
    this.server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

export function isTcpAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}
