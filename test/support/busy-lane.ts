import type inspector from 'node:inspector';
import type { App } from './app';

/**
 * Puts a lane's thread into a loop that never ends, through the inspector: the lane is the real one, and nothing in
 * the product helps. `index` counts the app's `lanes` in the order in which they were started, from 0.
 */
export async function makeLaneBusy(app: App, index: number, lanes: number): Promise<void> {
  await app.electronApp.evaluate(
    async (_electron, [wanted, all]) => {
      type Post = (method: string, parameters: object, done: (error: Error | null) => void) => void;
      interface Worker {
        readonly sessionId: string;
        readonly workerInfo: { readonly workerId: string };
      }
      // Playwright runs this outside any module; the main module is the way to `require`.
      const main = Reflect.get(process, 'mainModule') as { require(name: string): unknown };
      const { Session } = main.require('node:inspector') as typeof inspector;
      const session = new Session();
      session.connect();
      const post = (method: string, parameters: object) =>
        new Promise<void>((resolve, reject) => {
          (session.post.bind(session) as Post)(method, parameters, (error) => (error ? reject(error) : resolve()));
        });
      const workers: Worker[] = [];
      session.on('NodeWorker.attachedToWorker', ({ params }) => workers.push(params));
      await post('NodeWorker.enable', { waitForDebuggerOnStart: false });
      while (workers.length < all) await new Promise((resolve) => setTimeout(resolve, 10));
      workers.sort((one, other) => Number(one.workerInfo.workerId) - Number(other.workerInfo.workerId));
      const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: 'for (;;) {}' } });
      await post('NodeWorker.sendMessageToWorker', { sessionId: workers[wanted]?.sessionId, message });
    },
    [index, lanes] as const,
  );
}
