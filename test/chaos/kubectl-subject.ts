import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { ChildProgram } from '../support/child-program';
import { freePorts } from '../support/http';
import { findKubectl } from '../support/kubectl';
import type { Place } from './layout';
import type { SaidEvent } from './observation';
import type { Subject } from './subject';

export interface KubectlOptions {
  readonly folder: string;
  readonly kubeconfig: string;
  readonly places: readonly Place[];
}

/** What people do: begin again a second after it ended. */
const pauseMs = 1_000;

/** `while true; do kubectl port-forward …; sleep 1; done`, one loop for each forward, all listening. */
export async function startKubectl({ folder, kubeconfig, places }: KubectlOptions): Promise<Subject> {
  const binary = await findKubectl('1.35.2');
  const environment = { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: kubeconfig };
  const ports = await freePorts(places.length);
  const listeners: ((event: SaidEvent) => void)[] = [];
  const tell = (event: SaidEvent) => listeners.forEach((take) => take(event));
  const loops = places.map((place, index) => new Loop(binary, environment, place, ports[index] ?? 0, tell));
  await Promise.all(loops.map((loop) => loop.untilListening()));
  const programs = () => loops.flatMap(({ program }) => program ?? []);
  return {
    ports: new Map(places.map(({ alias }, index) => [alias, ports[index] ?? 0])),
    get pids() {
      return programs().map(({ pid }) => pid);
    },
    lanes: 0,
    onSaid: (take) => listeners.push(take),
    onEnded: () => undefined,
    harmLane: () => Promise.reject(new Error('kubectl has no lanes')),
    freezeLane: () => Promise.reject(new Error('kubectl has no lanes')),
    takeDescriptors: () => Promise.reject(new Error('kubectl opens what it needs at its start')),
    sleep: () => programs().forEach(({ pid }) => process.kill(pid, 'SIGSTOP')),
    wake: () => programs().forEach(({ pid }) => process.kill(pid, 'SIGCONT')),
    mend: (alias) => {
      loops.find(({ place }) => place.alias === alias)?.restart();
      return true;
    },
    dispose: async () => {
      await Promise.all(loops.map((loop) => loop.dispose()));
    },
  };
}

/** One kubectl after the other. What it says becomes the events that Portwatch would have. */
class Loop {
  program: ChildProgram | null = null;
  readonly #stop = new AbortController();
  readonly #ended: Promise<void>;
  #listening: () => void = () => undefined;
  readonly #firstListening = new Promise<void>((resolve) => (this.#listening = resolve));

  constructor(
    private readonly binary: string,
    private readonly environment: NodeJS.ProcessEnv,
    readonly place: Place,
    private readonly port: number,
    private readonly tell: (event: SaidEvent) => void,
  ) {
    this.#ended = this.#run();
  }

  untilListening(): Promise<void> {
    return this.#firstListening;
  }

  /** Somebody has looked, and pressed Ctrl-C. */
  restart(): void {
    this.program?.child.kill('SIGKILL');
  }

  async dispose(): Promise<void> {
    this.#stop.abort();
    await this.program?.dispose();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { alias, context, namespace } = this.place;
    while (!this.#isStopped()) {
      const args = ['--context', context, '-n', namespace, 'port-forward', ...this.#target()];
      this.program = await ChildProgram.start(this.binary, args, {
        environment: this.environment,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      if (this.program.child.stdout) {
        createInterface(this.program.child.stdout).on('line', (line) => {
          if (!line.startsWith('Forwarding from')) return;
          this.#listening();
          this.tell({ event: 'forward.connected', alias, state: 'active' });
        });
      }
      if (this.program.child.stderr) {
        createInterface(this.program.child.stderr).on('line', (message) => {
          if (message.includes('error forwarding'))
            this.tell({ event: 'forward.error', alias, connection: true, message });
        });
      }
      await this.program.exited();
      if (this.#isStopped()) return;
      this.tell({ event: 'forward.disconnected', alias, state: 'reconnecting', message: this.program.complaints });
      await once(AbortSignal.timeout(pauseMs), 'abort');
    }
  }

  #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** kubectl knows no prefixes and no selectors: the workload stands for both. */
  #target(): readonly string[] {
    const { resource, app, port } = this.place;
    const target = resource.startsWith('service/') ? resource : `deployment/${app}`;
    return [target, `${String(this.port)}:${String(port)}`];
  }
}
