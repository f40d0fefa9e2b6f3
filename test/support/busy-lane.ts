import type inspector from 'node:inspector';
import type { App } from './app';

/**
 * Puts one lane's thread, whichever comes first, into a loop that never ends, through the inspector: the lane is the
 * real one, and nothing in the product helps.
 */
export async function makeOneLaneBusy(app: App): Promise<void> {
  await app.electronApp.evaluate(async () => {
    type Post = (method: string, parameters: object, done: (error: Error | null) => void) => void;
    interface Worker {
      readonly sessionId: string;
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
    const attached = new Promise<Worker>((resolve) => {
      session.once('NodeWorker.attachedToWorker', ({ params }) => resolve(params));
    });
    await post('NodeWorker.enable', { waitForDebuggerOnStart: false });
    const { sessionId } = await attached;
    const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: 'for (;;) {}' } });
    await post('NodeWorker.sendMessageToWorker', { sessionId, message });
  });
}
