import type { LocalPortAnswer } from '../shared/editing';
import type { ForwardId } from '../shared/forward';
import type { WindowApi } from '../shared/ipc';
import { Latest } from './latest';

export type PortApi = Pick<WindowApi, 'checkLocalPort' | 'suggestLocalPort'>;

export interface PortQuestion {
  readonly bindAddress: string;
  readonly localPort: number;
  readonly own: ForwardId | null;
}

const lastPort = 65_535;

/** Whether the local port that is typed can be had, and which one could be had instead. */
export class LocalPort {
  /** About the port that was asked for last; null until that is known. */
  answer = $state.raw<LocalPortAnswer | null>(null);
  /** A free port, where that one is not. */
  instead = $state.raw<number | null>(null);
  readonly #checks: Latest<PortQuestion, LocalPortAnswer>;

  /** `fail`: is told why it cannot be found out. */
  constructor(
    private readonly api: PortApi,
    fail: (error: unknown) => void,
  ) {
    this.#checks = new Latest(
      (question) => api.checkLocalPort(question),
      (answer, question) => this.#use(answer, question),
      fail,
    );
  }

  /** Null when what is typed is no port. */
  check(question: PortQuestion | null): void {
    if (question) {
      this.#checks.want(question);
      return;
    }
    this.#checks.forget();
    this.answer = this.instead = null;
  }

  /** A free port near another one; null when there is none, or it cannot be told. */
  async near(bindAddress: string, port: number | string): Promise<number | null> {
    try {
      return (await this.api.suggestLocalPort({ bindAddress, port })).port;
    } catch {
      // A suggestion is a courtesy: without one, somebody types a port.
      return null;
    }
  }

  dispose(): void {
    this.#checks.dispose();
  }

  #use(answer: LocalPortAnswer, { bindAddress, localPort }: PortQuestion): void {
    this.answer = answer;
    this.instead = null;
    if (answer.kind === 'free' || answer.kind === 'own') return;
    void this.near(bindAddress, Math.min(lastPort, localPort + 1)).then((free) => {
      if (this.answer === answer) this.instead = free;
    });
  }
}
