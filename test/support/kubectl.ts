import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The clients that the demo cluster must satisfy: the newest, and one that knows no WebSocket tunnel. */
export type KubectlVersion = '1.35.2' | '1.20.2';

const execute = promisify(execFile);

/**
 * The path of a kubectl of exactly this version: the one that `scripts/fetch-kubectl.mjs` keeps, else the one on the
 * PATH. Rejects with what to do when there is none.
 */
export async function findKubectl(version: KubectlVersion): Promise<string> {
  const cached = fileURLToPath(new URL(`../../.cache/kubectl/${version}/kubectl`, import.meta.url));
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'kubectl'));
  for (const candidate of [cached, ...onPath]) {
    if (existsSync(candidate) && (await isVersion(candidate, version))) return candidate;
  }
  throw new Error(`These tests need kubectl ${version}. Run: node scripts/fetch-kubectl.mjs`);
}

async function isVersion(binary: string, version: KubectlVersion): Promise<boolean> {
  try {
    const { stdout } = await execute(binary, ['version', '--client', '-o', 'json'], { timeout: 10_000 });
    return stdout.includes(`"gitVersion": "v${version}`);
  } catch {
    return false;
  }
}

export interface PortForward {
  /** The local port that kubectl chose. */
  readonly port: number;
  /** What kubectl has said so far on both outputs. */
  readonly output: () => string;
  /** The exit code, once it has ended by itself. */
  readonly exited: Promise<number | null>;
  readonly hasEnded: () => boolean;
  readonly pid: number;
}

/** A real kubectl with a kubeconfig and a home of its own. `dispose` ends what it started. */
export class Kubectl {
  readonly #children = new Set<ChildProcess>();

  private constructor(
    private readonly binary: string,
    private readonly home: string,
  ) {}

  static async start(version: KubectlVersion, kubeconfig: string): Promise<Kubectl> {
    const binary = await findKubectl(version);
    const home = await mkdtemp(join(tmpdir(), 'portwatch-kubectl-'));
    await writeFile(join(home, 'config'), kubeconfig, { mode: 0o600 });
    return new Kubectl(binary, home);
  }

  /** Runs a command to its end; answers its standard output, or rejects with what it said. */
  async run(...parameters: readonly string[]): Promise<string> {
    const options = { env: this.#environment(), timeout: 20_000, maxBuffer: 16 * 1024 * 1024 };
    const { stdout } = await execute(this.binary, [...parameters], options);
    return stdout;
  }

  /** Runs a command that has no end, until `enough` says so of its output; answers that output. */
  async runUntil(enough: (output: string) => boolean, ...parameters: readonly string[]): Promise<string> {
    const child = this.#spawn(parameters, {});
    const output = await outputUntil(child, enough);
    child.kill();
    return output();
  }

  /** `kubectl port-forward TARGET :PORT`, up and listening. */
  async portForward(
    target: string,
    port: number | string,
    options: { namespace: string; webSocket?: boolean },
  ): Promise<PortForward> {
    const environment = { KUBECTL_PORT_FORWARD_WEBSOCKETS: String(options.webSocket ?? true) };
    const child = this.#spawn(['port-forward', '-n', options.namespace, target, `:${port}`], environment);
    const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
    const listening = /Forwarding from 127\.0\.0\.1:(\d+)/;
    const output = await outputUntil(child, (text) => listening.test(text));
    const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
    return { port: Number(listening.exec(output())?.[1]), output, exited, hasEnded, pid: child.pid ?? 0 };
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#children].map(ended));
    await rm(this.home, { recursive: true, force: true });
  }

  #spawn(parameters: readonly string[], environment: Record<string, string>): ChildProcess {
    const child = spawn(this.binary, [...parameters], {
      env: { ...this.#environment(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#children.add(child);
    return child;
  }

  #environment(): NodeJS.ProcessEnv {
    return { PATH: process.env['PATH'], HOME: this.home, KUBECONFIG: join(this.home, 'config') };
  }
}

/** Collects both outputs; resolves when there is enough, rejects when the program ends before that. */
function outputUntil(child: ChildProcess, enough: (output: string) => boolean): Promise<() => string> {
  let output = '';
  return new Promise((resolve, reject) => {
    const take = (chunk: Buffer) => {
      output += chunk.toString('utf8');
      if (enough(output)) resolve(() => output);
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`kubectl ended with ${String(code)}: ${output}`)));
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.on('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}
