import { isRunning, type ForwardId } from '../../shared/forward';
import type { ActionResult } from '../../shared/ipc';
import { localText } from '../../shared/phrases';
import type { ForwardView } from '../../shared/view';
import { messageOf } from '../../shared/message-of';
import type { Application } from '../engine/application';
import { browserUrl } from './browser-url';

/** The parts of the desktop that actions reach. */
export interface DesktopTools {
  writeClipboard(text: string): Promise<void> | void;
  /** Only ever given a URL of a forward's own address. */
  openExternal(url: string): Promise<void>;
}

/** What can be done with a forward outside the engine. Never rejects: what went wrong is in the result. */
export class ForwardActions {
  constructor(
    private readonly application: Pick<Application, 'snapshot'>,
    private readonly tools: DesktopTools,
  ) {}

  async copyAddress(id: ForwardId): Promise<ActionResult> {
    const view = this.#find(id);
    if (view === undefined) return unknownForward(id);
    return settled(id, async () => this.tools.writeClipboard(localText(view)));
  }

  async openInBrowser(id: ForwardId): Promise<ActionResult> {
    const view = this.#find(id);
    if (view === undefined) return unknownForward(id);
    if (!isRunning(view.state)) return refused(id, `${view.alias} is not running. Start it first.`);
    const url = browserUrl(view);
    if (url === null) return refused(id, `${view.address} is not an address that a browser can open.`);
    return settled(id, () => this.tools.openExternal(url));
  }

  #find(id: ForwardId): ForwardView | undefined {
    return this.application.snapshot().forwards.find((view) => view.id === id);
  }
}

async function settled(id: ForwardId, work: () => Promise<void>): Promise<ActionResult> {
  try {
    await work();
    return { id, ok: true, message: '' };
  } catch (error) {
    return refused(id, messageOf(error));
  }
}

function unknownForward(id: ForwardId): ActionResult {
  return refused(id, `There is no forward at ${id} any more.`);
}

function refused(id: ForwardId, message: string): ActionResult {
  return { id, ok: false, message };
}
