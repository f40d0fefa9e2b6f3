import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ChildProgram } from '../support/child-program';
import { freePorts } from '../support/http';
import { findKubectl } from '../support/kubectl';
import { onLines, startHelper } from './child';
import type { Place } from './place';

/** Who forwards. kubectl by the WebSocket tunnel is what Portwatch is measured against. */
export type ForwarderName = (typeof forwarderNames)[number];
const forwarderNames = ['portwatch', 'kubectl', 'kubectlSpdy', 'clientNode'] as const;

export function isForwarderName(name: string): name is ForwarderName {
  return forwarderNames.some((known) => known === name);
}

export interface Wish {
  /** A context of the place's kubeconfig. */
  readonly context: string;
  readonly namespace: string;
  /** `pod/NAME-PREFIX` or `service/NAME`. */
  readonly target: string;
  readonly port: number;
}

export const bulkWish: Wish = { context: 'near', namespace: 'data', target: 'pod/downloads', port: 8081 };
export const farWish: Wish = { ...bulkWish, context: 'far' };

/** Local ports in the order of the wishes, and the processes behind them. */
export interface Forwarder {
  readonly ports: readonly number[];
  readonly pids: readonly number[];
  readonly running: boolean;
  /** The end of what it wrote to stderr. */
  readonly complaints: string;
  dispose(): Promise<void>;
}

export interface HeadlessEvent {
  readonly event: string;
  readonly [field: string]: unknown;
}

export interface Headless extends Forwarder {
  /** From the start of the process until the last forward was active, in milliseconds. */
  readonly readyMs: number;
  onEvent(take: (event: HeadlessEvent) => void): void;
}

export interface HeadlessOptions {
  /** Further keys of the config file, each a line. */
  readonly config?: string;
  readonly nodeArguments?: readonly string[];
}

/** `node dist/main/headless.cjs`, all its forwards active. */
export async function startHeadless(
  around: Place,
  root: string,
  wishes: readonly Wish[],
  options: HeadlessOptions = {},
): Promise<Headless> {
  const ports = await freePorts(wishes.length);
  const file = join(around.folder, `portwatch-${String(ports[0])}.yaml`);
  await writeFile(file, configOf(wishes, ports, options.config));
  const start = performance.now();
  const program = await ChildProgram.start(
    process.execPath,
    [...(options.nodeArguments ?? []), join(root, 'dist/main/headless.cjs'), '--log-format', 'json', '-c', file],
    {
      environment: { PATH: process.env.PATH, HOME: around.folder, KUBECONFIG: around.kubeconfig },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const listeners: ((event: HeadlessEvent) => void)[] = [];
  const active = new Set<unknown>();
  await new Promise<void>((resolve, reject) => {
    onLines(program, (line) => {
      const event = JSON.parse(line) as HeadlessEvent;
      if (event.event === 'forward.connected') active.add(event.id);
      if (active.size === wishes.length) resolve();
      for (const take of listeners) take(event);
    });
    void program.exited().then(() => reject(new Error(`Portwatch ended: ${program.complaints}`)));
  });
  const readyMs = performance.now() - start;
  return {
    ports,
    pids: [program.pid],
    readyMs,
    get running() {
      return program.running;
    },
    get complaints() {
      return program.complaints;
    },
    onEvent: (take) => listeners.push(take),
    dispose: () => program.dispose(),
  };
}

/** A config file with a forward for each wish. */
export function configOf(wishes: readonly Wish[], ports: readonly number[], further = ''): string {
  const contexts = [...new Set(wishes.map(({ context }) => context))].map((name) => ({
    name,
    namespaces: [...new Set(wishes.map(({ namespace }) => namespace))].map((namespace) => ({
      name: namespace,
      forwards: wishes.flatMap((wish, index) =>
        wish.context === name && wish.namespace === namespace
          ? [{ resource: wish.target, port: wish.port, localPort: ports[index], alias: `bench-${String(index)}` }]
          : [],
      ),
    })),
  }));
  return `${further}\ncontexts: ${JSON.stringify(contexts)}\n`;
}

/** One kubectl for each wish, all listening. */
export async function startKubectl(around: Place, wishes: readonly Wish[], webSocket: boolean): Promise<Forwarder> {
  const binary = await findKubectl('1.35.2');
  const environment = {
    PATH: process.env.PATH,
    HOME: around.folder,
    KUBECONFIG: around.kubeconfig,
    KUBECTL_PORT_FORWARD_WEBSOCKETS: String(webSocket),
  };
  const programs: ChildProgram[] = [];
  const ports: number[] = [];
  for (const wish of wishes) {
    const target = await podOrService(binary, environment, wish);
    const args = ['--context', wish.context, '-n', wish.namespace, 'port-forward', target, `:${String(wish.port)}`];
    const program = await ChildProgram.start(binary, args, { environment, stdio: ['ignore', 'pipe', 'pipe'] });
    programs.push(program);
    ports.push(await listeningPort(program));
  }
  return groupOf(programs, ports);
}

const execute = promisify(execFile);

/** kubectl knows no prefixes: the full name of the first pod. */
async function podOrService(binary: string, environment: NodeJS.ProcessEnv, wish: Wish): Promise<string> {
  const [kind, name] = wish.target.split('/');
  if (kind !== 'pod') return wish.target;
  const args = [
    '--context',
    wish.context,
    '-n',
    wish.namespace,
    'get',
    'pods',
    '-o',
    'name',
    '-l',
    `app=${String(name)}`,
  ];
  const { stdout } = await execute(binary, args, { env: environment });
  return stdout.split('\n')[0] ?? wish.target;
}

function listeningPort(program: ChildProgram): Promise<number> {
  return new Promise((resolve, reject) => {
    onLines(program, (line) => {
      const port = /Forwarding from 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    void program.exited().then(() => reject(new Error(`kubectl ended: ${program.complaints}`)));
  });
}

/** client-node's own `PortForward`, one process for each wish. */
export async function startClientNode(around: Place, wishes: readonly Wish[]): Promise<Forwarder> {
  const binary = await findKubectl('1.35.2');
  const environment = { PATH: process.env.PATH, HOME: around.folder, KUBECONFIG: around.kubeconfig };
  const helpers = [];
  for (const wish of wishes) {
    const pod = (await podOrService(binary, environment, wish)).replace('pod/', '');
    const args = [around.kubeconfig, wish.context, wish.namespace, pod, String(wish.port)];
    helpers.push(await startHelper('client-node-process', args));
  }
  return groupOf(
    helpers.map(({ program }) => program),
    helpers.map(({ said }) => Number(said.port)),
  );
}

function groupOf(programs: readonly ChildProgram[], ports: readonly number[]): Forwarder {
  return {
    ports,
    pids: programs.map(({ pid }) => pid),
    get running() {
      return programs.every((program) => program.running);
    },
    get complaints() {
      return programs.map((program) => program.complaints).join('');
    },
    async dispose() {
      await Promise.all(programs.map((program) => program.dispose()));
    },
  };
}
