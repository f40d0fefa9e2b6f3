import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ChildProgram } from '../../support/child-program';
import { eventually } from '../../support/eventually';
import { freePorts } from '../../support/http';
import { contextName } from './kubeconfig';

const program = fileURLToPath(new URL('../../../dist/main/headless.cjs', import.meta.url));

/** A forward as the config file words it. */
export interface Wish {
  readonly resource: string;
  readonly selector?: string;
  readonly port: number | string;
}

const eventSchema = z.looseObject({
  time: z.string(),
  event: z.string(),
  alias: z.string().optional(),
  state: z.string().optional(),
  pod: z.string().optional(),
  transport: z.string().optional(),
  tookMs: z.number().optional(),
  phase: z.string().optional(),
  suspect: z.string().optional(),
  elapsedMs: z.number().optional(),
  hungForMs: z.number().optional(),
  problem: z.looseObject({ code: z.string(), message: z.string(), hint: z.string() }).optional(),
  cause: z.looseObject({ code: z.string(), message: z.string() }).optional(),
  connection: z.boolean().optional(),
});

/** A line of `--log-format json`. */
export type LoggedEvent = z.infer<typeof eventSchema>;

export interface PortwatchOptions {
  readonly kubeconfig: string;
  readonly namespace: string;
  /** By alias. */
  readonly forwards: Readonly<Record<string, Wish>>;
}

/** Short enough for a test to wait for, long enough that a busy machine is not taken for a hang. */
const watchdog = { poll: '1s', check: '500ms', threshold: '4s' };

/** The built program as people run it on a server: `portwatch --headless`, its events read line by line. */
export class Portwatch {
  readonly events: LoggedEvent[] = [];

  private constructor(
    private readonly folder: string,
    private readonly ports: ReadonlyMap<string, number>,
    private readonly program: ChildProgram,
  ) {}

  static async start({ kubeconfig, namespace, forwards }: PortwatchOptions): Promise<Portwatch> {
    const folder = await mkdtemp(join(tmpdir(), 'portwatch-cluster-'));
    const aliases = Object.keys(forwards);
    const free = await freePorts(aliases.length);
    const ports = new Map(aliases.map((alias, index) => [alias, free[index] ?? 0]));
    const entries = Object.entries(forwards).map(([alias, wish]) => ({ ...wish, alias, localPort: ports.get(alias) }));
    const config = {
      contexts: [{ name: contextName, namespaces: [{ name: namespace, forwards: entries }] }],
      watchdog,
    };
    await writeFile(join(folder, 'portwatch.yaml'), JSON.stringify(config));
    await writeFile(join(folder, 'kubeconfig'), kubeconfig, { mode: 0o600 });
    const files = ['--config', join(folder, 'portwatch.yaml'), '--kubeconfig', join(folder, 'kubeconfig')];
    const child = await ChildProgram.start(
      process.execPath,
      [program, '--headless', ...files, '--log-format', 'json'],
      {
        environment: { PATH: process.env['PATH'], HOME: folder },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const portwatch = new Portwatch(folder, ports, child);
    portwatch.#read();
    return portwatch;
  }

  get running(): boolean {
    return this.program.running;
  }

  get pid(): number {
    return this.program.pid;
  }

  port(alias: string): number {
    const port = this.ports.get(alias);
    if (port === undefined) throw new Error(`There is no forward ${alias}`);
    return port;
  }

  /** The events about a forward, oldest first. */
  of(alias: string, type?: string): readonly LoggedEvent[] {
    return this.events.filter((event) => event.alias === alias && (type === undefined || event.event === type));
  }

  /** The next event of a type about a forward, counted from `after` of them. */
  event(alias: string, type: string, options: { after?: number; timeoutMs?: number } = {}): Promise<LoggedEvent> {
    const { after = 0, timeoutMs = 30_000 } = options;
    return eventually(
      `${type} of ${alias}`,
      () => this.of(alias, type)[after],
      { timeoutMs },
      () => this.story(alias),
    );
  }

  /** Settles when each of these forwards (all, unless told) is up. */
  async connected(...aliases: readonly string[]): Promise<void> {
    const wanted = aliases.length > 0 ? aliases : [...this.ports.keys()];
    for (const alias of wanted) await this.event(alias, 'forward.connected', { timeoutMs: 60_000 });
  }

  /** Replaces the user's kubeconfig, as logging in again does. */
  async rewriteKubeconfig(kubeconfig: string): Promise<void> {
    await writeFile(join(this.folder, 'kubeconfig'), kubeconfig, { mode: 0o600 });
  }

  async dispose(): Promise<void> {
    await this.program.dispose();
    await rm(this.folder, { recursive: true, force: true });
  }

  #read(): void {
    const { stdout } = this.program.child;
    if (!stdout) throw new Error('Portwatch was started without its output');
    createInterface(stdout).on('line', (line) => this.events.push(eventSchema.parse(JSON.parse(line))));
  }

  /** What happened to a forward, for whoever has to find out why a test failed. */
  story(alias: string): string {
    const lines = this.of(alias).map(({ time, event, state, problem, cause }) => {
      return [time, event, state, problem?.message ?? cause?.message].join(' ');
    });
    return [...lines.slice(-20), this.program.complaints].join('\n');
  }
}
