import { randomBytes, randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../base/clock';
import { ApiServer } from './api-server';
import { refusal } from './api-status';
import { Watches } from './api-watch';
import { makeCertificates } from './certificates';
import { type DemoCommand, DemoFaults } from './demo-commands';
import { isSelected } from './faults';
import { demoContext, kubeconfigText } from './kubeconfig';
import { appOf, isTerminating } from './model-pods';
import type { AppName } from './model-scene';
import { ObjectStore } from './model-store';
import { Workloads } from './model-workloads';
import { PodHost } from './pod-host';
import type { TunnelTransport } from './pod-tunnel';
import type { Program } from './programs';
import { type LoggedRequest, RequestLog } from './request-log';
import { TunnelRegistry, identityOf } from './tunnel-registry';

/** Times in milliseconds. */
export interface DemoClusterOptions {
  readonly clock?: Clock;
  /** A new pod's time from created to running (default 200). */
  readonly startMs?: number;
  /** Its time from running to ready (default 200). */
  readonly readyMs?: number;
  /** A deleted pod's time until it is gone (default 1000). */
  readonly terminatingMs?: number;
  /** How long a connection outlives the end of one of its directions (default 1000, as in container runtimes). */
  readonly closeDelayMs?: number;
  /** Between bookmarks of a watch (default 60 s). */
  readonly bookmarkMs?: number;
  /** What comes of asking for a watch (default `allowed`): users may be allowed to list what they may not watch. */
  readonly watching?: 'allowed' | 'forbidden';
  /** What the server speaks, as older and proxied servers do not speak all (default: everything). */
  readonly transports?: readonly TunnelTransport[];
  /** What runs in an app's pods in place of the demo's own programs. */
  readonly programs?: Partial<Readonly<Record<AppName, Program>>>;
}

/** Names of the pods that are not terminating, by app, in the order of their names. */
export type PodsByApp = Readonly<Record<AppName, readonly string[]>>;

/** An API server with pods, on loopback, that can be told to misbehave. */
export interface DemoCluster {
  readonly contextName: string;
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  /** The user's bearer token, which can be changed. */
  readonly token: string;
  /** The certificate of the authority that vouches for the server, as PEM text. */
  readonly authority: string;
  readonly faults: DemoFaults;
  /** YAML text, with everything that is needed in it. */
  kubeconfig(): string;
  command(command: DemoCommand): Promise<void>;
  pods(): PodsByApp;
  /** Whether a pod of this name exists, if only as a terminating one. */
  hasPod(name: string): boolean;
  /** Open tunnels to a pod, an app's pods, or all (`*`). */
  tunnelsTo(pods: string): number;
  /** Connections that are open through those tunnels. */
  connectionsTo(pods: string): number;
  /** Open watches. */
  watches(): number;
  /** The latest thousand requests, oldest first. */
  requests(): readonly LoggedRequest[];
  /** Afterwards no socket, timer or listener is left. */
  dispose(): Promise<void>;
}

/** Resolves when every pod is ready and the API server answers. */
export async function startDemoCluster(options: DemoClusterOptions = {}): Promise<DemoCluster> {
  const cluster = new Cluster(options);
  try {
    await cluster.start();
  } catch (error) {
    await cluster.dispose();
    throw error;
  }
  return cluster;
}

class Cluster implements DemoCluster {
  readonly contextName = demoContext;
  readonly faults = new DemoFaults((command) => this.command(command));
  readonly #clock: Clock;
  readonly #certificates;
  readonly #store = new ObjectStore();
  readonly #host: PodHost;
  readonly #log = new RequestLog(1000);
  readonly #tunnels: TunnelRegistry;
  readonly #workloads: Workloads;
  readonly #api: ApiServer;
  readonly #watches: Watches;
  #token = randomBytes(24).toString('base64url');

  constructor(options: DemoClusterOptions) {
    const { clock = systemClock, startMs = 200, readyMs = 200, terminatingMs = 1000 } = options;
    this.#clock = clock;
    this.#host = new PodHost(options.programs);
    this.#tunnels = new TunnelRegistry(this.#host, clock, options.closeDelayMs ?? 1000);
    this.#certificates = makeCertificates('demo', 'demo-users', clock.wallTime());
    this.#watches = new Watches(this.#store, clock, options.bookmarkMs ?? 60_000);
    const times = { startMs, readyMs, terminatingMs };
    this.#workloads = new Workloads(this.#store, clock, times, {
      random: Math.random,
      uid: randomUUID,
      launch: (pod) => this.#host.launch(pod),
      terminate: (pod) => this.#host.terminate(pod),
    });
    this.#api = this.#makeApi(
      options.transports ?? ['websocket', 'spdy', 'v4', 'v4-base64'],
      options.watching !== 'forbidden',
    );
  }

  get authority(): string {
    return this.#certificates.authority;
  }

  get token(): string {
    return this.#token;
  }

  get url(): string {
    return this.#api.listener.url;
  }

  async start(): Promise<void> {
    await this.#workloads.populate();
    await this.#api.listener.open();
  }

  kubeconfig(): string {
    const { authority, client } = this.#certificates;
    return kubeconfigText({
      server: this.url,
      authority,
      token: this.token,
      clientCertificate: client.certificate,
      clientKey: client.key,
    });
  }

  async command(command: DemoCommand): Promise<void> {
    switch (command.type) {
      case 'heal':
        this.#tunnels.heal(command.pods);
        this.#api.rulesChanged();
        return;
      case 'reset':
        this.#tunnels.reset(command.pods);
        return;
      case 'delete-pod':
        for (const pod of this.#store.list('pods')) {
          if (isSelected(command.pods, identityOf(pod))) this.#workloads.deletePod(pod, command.terminatingMs);
        }
        return;
      case 'change-token':
        this.#token = command.token;
        return;
      case 'trust-clients-of':
        this.#api.listener.trustClientsOf(command.authority);
        return;
      case 'expire-history':
        this.#store.compact();
        this.#watches.endAll();
        return;
      case 'api-down':
        return this.#api.listener.close();
      case 'api-up':
        return this.#api.listener.open();
      default:
        this.#tunnels.lay(command);
        this.#api.rulesChanged();
    }
  }

  pods(): PodsByApp {
    const names = (app: AppName) =>
      this.#store
        .list('pods')
        .filter((pod) => appOf(pod) === app && !isTerminating(pod))
        .map((pod) => pod.metadata.name);
    return {
      'api-gateway': names('api-gateway'),
      web: names('web'),
      'slow-reports': names('slow-reports'),
      'orders-db': names('orders-db'),
      downloads: names('downloads'),
    };
  }

  hasPod(name: string): boolean {
    return this.#store.list('pods').some((pod) => pod.metadata.name === name);
  }

  tunnelsTo(pods: string): number {
    return this.#tunnels.selected(pods).length;
  }

  connectionsTo(pods: string): number {
    return this.#tunnels.selected(pods).reduce((sum, tunnel) => sum + tunnel.connectionCount, 0);
  }

  watches(): number {
    return this.#watches.count;
  }

  requests(): readonly LoggedRequest[] {
    return this.#log.entries;
  }

  async dispose(): Promise<void> {
    this.#workloads.dispose();
    this.#watches.dispose();
    this.#tunnels.dispose();
    this.#host.dispose();
    await this.#api.listener.close();
  }

  #makeApi(transports: readonly TunnelTransport[], mayWatch: boolean): ApiServer {
    return new ApiServer({
      backend: {
        store: this.#store,
        clock: this.#clock,
        watch: (request, response) => {
          if (!mayWatch) throw refusal(403);
          this.#watches.open(request, response);
        },
        deletePod: (pod) => this.#workloads.deletePod(pod),
      },
      certificates: this.#certificates,
      clock: this.#clock,
      token: () => this.#token,
      transports,
      log: this.#log,
      rules: () => this.#tunnels.rules,
      onTunnel: (pod, protocol, socket, head) => this.#tunnels.open(pod, protocol, socket, head),
    });
  }
}
