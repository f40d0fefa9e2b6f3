import { SvelteMap } from 'svelte/reactivity';
import type { LocalPortAnswer } from '../shared/editing';
import type { WindowApi } from '../shared/ipc';
import { sentence } from '../shared/phrases';
import { importWords } from '../shared/words-import';
import { addressOf, portOf, type PlanRow } from './model/plan';

/** As many questions are under way at a time. */
const atATime = 4;

/** Nobody reads more warnings than these rows could have. */
const mostRows = 500;

/**
 * Looks whether something else on this computer listens where forwards are to: often the very program that they are imported
 * from. That is no reason not to add them, only to say so.
 */
export class PortLooks {
  /** What is said of an address, `127.0.0.1:8080`; absent where nothing is. */
  readonly said = new SvelteMap<string, string>();
  /** Which look counts. */
  #look = 0;

  constructor(private readonly api: Pick<WindowApi, 'checkLocalPort'>) {}

  /** At all of them anew, as far as they are ports. Settles when it is done, or another one has begun. */
  async lookAtAll(rows: readonly PlanRow[]): Promise<void> {
    const look = (this.#look += 1);
    this.said.clear();
    const waiting = rows.slice(0, mostRows);
    const work = async () => {
      for (let row = waiting.shift(); row !== undefined && this.#look === look; row = waiting.shift()) {
        await this.#lookAt(row, look);
      }
    };
    await Promise.all(Array.from({ length: atATime }, work));
  }

  lookAt(row: PlanRow): Promise<void> {
    return this.#lookAt(row, this.#look);
  }

  /** Ends what is under way. */
  stop(): void {
    this.#look += 1;
    this.said.clear();
  }

  async #lookAt(row: PlanRow, look: number): Promise<void> {
    const localPort = portOf(row);
    if (localPort === null) return;
    const address = addressOf(row, localPort);
    const bindAddress = row.draft.forward.bindAddress ?? '127.0.0.1';
    // Only a warning: where it cannot be had, main says it when the forward is started.
    const answer = await this.api.checkLocalPort({ bindAddress, localPort, own: null }).catch(() => null);
    if (this.#look !== look || answer === null) return;
    const text = textOf(answer);
    if (text === null) this.said.delete(address);
    else this.said.set(address, text);
  }
}

/** Another forward of the file is told of elsewhere: that is a conflict. */
function textOf(answer: LocalPortAnswer): string | null {
  if (answer.kind === 'taken') return importWords.portBusy(answer.owner);
  return answer.kind === 'refused' ? `${sentence(answer.message)} ${sentence(answer.hint)}`.trim() : null;
}
