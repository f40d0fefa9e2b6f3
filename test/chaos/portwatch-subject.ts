import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ChildProgram } from '../support/child-program';
import { configText } from '../support/config-text';
import { freezeThread } from '../support/freeze-thread';
import { freePorts } from '../support/http';
import type { Place } from './layout';
import type { SaidEvent } from './observation';
import type { ChaosSettings } from './settings';
import type { Subject } from './subject';

export interface PortwatchOptions {
  /** The folder with dist/ in it. */
  readonly root: string;
  /** Where this repository's sources are. */
  readonly sources: string;
  readonly folder: string;
  readonly kubeconfig: string;
  readonly places: readonly Place[];
  readonly settings: ChaosSettings;
}

/** Longer than this it does not take to start, in milliseconds. */
const readyMs = 60_000;

/** Fewer than are open when it has started. */
const fewDescriptors = 10;

const expressions = { loop: 'for (;;) {}', crash: 'process.exit(3)' } as const;

/** The headless program, as it is built, with all its forwards active. */
export async function startPortwatch(options: PortwatchOptions): Promise<Subject> {
  const { root, sources, folder, kubeconfig, places, settings } = options;
  const ports = await freePorts(places.length);
  const config = join(folder, 'portwatch.yaml');
  await writeFile(config, configText({ forwards: places, watchdog: settings, lanes: 2 }, ports));
  const surgeon = join(sources, 'test', 'chaos', 'lane-surgeon.cjs');
  const program = await ChildProgram.start(
    process.execPath,
    ['--require', surgeon, join(root, 'dist', 'main', 'headless.cjs'), '--log-format', 'json', '-c', config],
    {
      environment: { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: kubeconfig },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  const subject = new PortwatchSubject(program, new Map(places.map(({ alias }, index) => [alias, ports[index] ?? 0])));
  try {
    await subject.untilActive();
  } catch (error) {
    await program.dispose();
    throw error;
  }
  return subject;
}

class PortwatchSubject implements Subject {
  readonly #listeners: ((event: SaidEvent) => void)[] = [];
  /** Thread ids of the lanes that live, by lane. */
  readonly #lanes = new Map<unknown, number>();
  readonly #states = new Map<string, unknown>();
  #last = '';
  #asked = false;

  constructor(
    private readonly program: ChildProgram,
    readonly ports: ReadonlyMap<string, number>,
  ) {
    if (!program.child.stdout) throw new Error('The program was started without output');
    createInterface(program.child.stdout).on('line', (line) => this.#hear(line));
  }

  get pids(): readonly number[] {
    return [this.program.pid];
  }

  get lanes(): number {
    return this.#lanes.size;
  }

  async untilActive(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        const others = [...this.#states].filter(([, state]) => state !== 'active').map(([alias]) => alias);
        const reason = new Error(
          `Not active in time: ${others.join(', ')}. It said: ${this.#last} ${this.program.complaints}`,
        );
        reject(reason);
      }, readyMs);
      this.onSaid(() => {
        const active = [...this.#states.values()].filter((state) => state === 'active').length;
        if (active < this.ports.size) return;
        clearTimeout(timer);
        resolve();
      });
      void this.program.exited().then(() => reject(new Error(`Portwatch ended: ${this.program.complaints}`)));
    });
  }

  onSaid(take: (event: SaidEvent) => void): void {
    this.#listeners.push(take);
  }

  onEnded(take: (how: string) => void): void {
    void this.program.exited().then(() => {
      if (!this.#asked) take(this.program.complaints);
    });
  }

  harmLane(how: 'loop' | 'crash', pick: number): Promise<void> {
    return new Promise((resolve) => {
      this.program.child.once('message', () => resolve());
      this.program.child.send({ expression: expressions[how], pick });
    });
  }

  async freezeLane(pick: number): Promise<() => Promise<void>> {
    const threads = [...this.#lanes.values()];
    const frozen = await freezeThread(this.program.pid, threads[Math.floor(pick * threads.length)] ?? 0);
    return () => frozen.release();
  }

  async takeDescriptors(): Promise<() => Promise<void>> {
    const soft = /^Max open files +(\d+)/m.exec(
      await readFile(`/proc/${String(this.program.pid)}/limits`, 'utf8'),
    )?.[1];
    if (soft === undefined) throw new Error('The system does not say how many files may be open');
    await this.#limitDescriptors(String(fewDescriptors));
    return () => this.#limitDescriptors(soft);
  }

  sleep(): void {
    process.kill(this.program.pid, 'SIGSTOP');
  }

  wake(): void {
    process.kill(this.program.pid, 'SIGCONT');
  }

  mend(): boolean {
    return false;
  }

  async dispose(): Promise<void> {
    this.#asked = true;
    await this.program.dispose();
  }

  async #limitDescriptors(limit: string): Promise<void> {
    await promisify(execFile)('prlimit', ['--pid', String(this.program.pid), `--nofile=${limit}:`]);
  }

  #hear(line: string): void {
    const event = JSON.parse(line) as SaidEvent;
    const { lane } = event;
    if (event.event === 'lane.started' && typeof event['osThreadId'] === 'number') {
      this.#lanes.set(lane, event['osThreadId']);
    } else if (event.event === 'lane.crashed' || event.event === 'lane.terminated') {
      this.#lanes.delete(lane);
    }
    if (event['state'] !== 'active') this.#last = line;
    if (typeof event['alias'] === 'string') this.#states.set(event['alias'], event['state']);
    for (const take of this.#listeners) take(event);
  }
}
