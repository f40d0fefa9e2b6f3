import { assertNever } from '../../shared/assert-never';
import type { ForwardId } from '../../shared/forward';
import type { ActionResult } from '../../shared/ipc';
import type { Place } from '../../shared/place';
import type { Application } from '../engine/application';
import type { ForwardActions } from './actions';
import type { DesktopCommand } from './command';
import type { Logger } from './logger';
import type { Mutes } from './mutes';
import { productionQuestion, type Question } from './production-question';

export interface CommandTargets {
  readonly application: Pick<Application, 'snapshot' | 'start' | 'stop' | 'restart' | 'setWatching'>;
  readonly actions: Pick<ForwardActions, 'copyAddress' | 'openInBrowser'>;
  readonly window: { show(): void; reveal(id: ForwardId): void; visit(place: Place): void };
  readonly mutes: Pick<Mutes, 'add' | 'remove'>;
  /** Asks a person. */
  readonly ask: (question: Question) => Promise<boolean>;
  readonly log: Logger;
  readonly quit: () => void;
}

/** Does what was chosen in the tray or in a notification. What did not work is shown where the reason stands. */
export function commandRunner(targets: CommandTargets): (command: DesktopCommand) => void {
  const { application, actions, window, mutes, log, quit } = targets;
  const report = (results: readonly ActionResult[]) => {
    const failed = results.filter((result) => !result.ok);
    for (const result of failed) log.warn(`${result.id}: ${result.message}`);
    if (failed[0] !== undefined) window.reveal(failed[0].id);
  };
  const reportLater = (result: Promise<ActionResult>) => void result.then((only) => report([only]));
  const obey = (command: DesktopCommand) => {
    switch (command.kind) {
      case 'restart':
        report(application.restart(command.ids));
        break;
      case 'start':
        report(application.start(command.ids));
        break;
      case 'stop':
        report(application.stop(command.ids));
        break;
      case 'copy-address':
        reportLater(actions.copyAddress(command.id));
        break;
      case 'open-in-browser':
        reportLater(actions.openInBrowser(command.id));
        break;
      case 'show-details':
        window.reveal(command.id);
        break;
      case 'set-watching':
        application.setWatching(command.watching);
        break;
      case 'mute':
        mutes.add(command.subject, command.forMs);
        break;
      case 'unmute':
        mutes.remove(command.subject);
        break;
      case 'show-window':
        window.show();
        break;
      case 'visit':
        window.visit(command.place);
        break;
      case 'quit':
        quit();
        break;
      default:
        assertNever(command);
    }
  };
  return (command) => {
    const question = productionQuestion(command, application.snapshot().forwards);
    if (question === null) obey(command);
    else void targets.ask(question).then((isMeant) => (isMeant ? obey(command) : undefined));
  };
}
