import { clusterIdOf } from '../../shared/cluster-ref';
import type { RequestHandlers } from '../../shared/ipc';
import type { editingEntries } from '../../shared/ipc-editing';
import type { Disposable } from '../base/disposable';
import type { Application } from '../engine/application';

/** What the window waits for under a name of its choice, and may give up. */
export class Questions implements Disposable {
  readonly #running = new Map<string, AbortController>();

  /** Gives up what was asked under this name before. */
  async run<T>(name: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.cancel(name);
    const controller = new AbortController();
    this.#running.set(name, controller);
    try {
      return await work(controller.signal);
    } finally {
      if (this.#running.get(name) === controller) this.#running.delete(name);
    }
  }

  /** Answers whether something was under way. */
  cancel(name: string): boolean {
    const running = this.#running.get(name);
    running?.abort(new Error('Cancelled.'));
    return running !== undefined;
  }

  dispose(): void {
    for (const controller of this.#running.values()) controller.abort(new Error('Portwatch is stopping.'));
  }
}

/** What the window may ask for adding and editing forwards. */
export function editingHandlers(
  { editor, discovery }: Pick<Application, 'editor' | 'discovery'>,
  questions: Questions,
): Pick<RequestHandlers, keyof typeof editingEntries> {
  return {
    listContexts: () => discovery.contexts(),
    listNamespaces: ({ ask, fresh, ...cluster }) =>
      questions.run(ask, (signal) => discovery.namespaces(clusterIdOf(cluster), { signal, fresh })),
    listTargets: ({ ask, namespace, fresh, ...cluster }) =>
      questions.run(ask, (signal) => discovery.targets(clusterIdOf(cluster), namespace, { signal, fresh })),
    cancelListing: ({ ask }) => questions.cancel(ask),
    checkLocalPort: (wanted) => editor.checkLocalPort(wanted),
    suggestLocalPort: async ({ bindAddress, port }) => ({ port: await editor.suggestLocalPort(bindAddress, port) }),
    readCommand: ({ text }) => editor.readCommand(text),
    readEntry: ({ id }) => editor.readEntry(id),
    previewEdit: ({ edit }) => editor.preview(edit),
    saveEdit: ({ edit, mayBeReached }) => editor.save(edit, mayBeReached),
    removeForward: ({ id }) => editor.remove(id),
    setAutostart: ({ id, autostart }) => editor.setAutostart(id, autostart),
  };
}
