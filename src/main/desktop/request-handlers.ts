import type { RequestHandlers } from '../../shared/ipc';
import type { Application } from '../engine/application';
import type { ForwardActions } from './actions';
import type { Diagnoses } from './diagnoses';

/** What the window may ask of forwards. What belongs to one screen has its handlers elsewhere: desktop.ts joins them. */
export function requestHandlers(application: Application, actions: ForwardActions, diagnoses: Diagnoses) {
  return {
    snapshot: () => application.snapshot(),
    timeline: ({ id }) => application.timeline(id),
    start: ({ ids }) => application.start(ids),
    stop: ({ ids }) => application.stop(ids),
    restart: ({ ids }) => application.restart(ids),
    copyAddress: ({ id }) => actions.copyAddress(id),
    openInBrowser: ({ id }) => actions.openInBrowser(id),
    diagnose: ({ id }) => diagnoses.run(id),
    cancelDiagnosis: ({ id }) => diagnoses.cancel(id),
    copyDiagnosis: ({ id }) => diagnoses.copy(id),
    setWatching: ({ watching }) => {
      application.setWatching(watching);
      return watching;
    },
    stillThere: () => true,
    reloadConfig: async () => {
      await application.reloadConfig();
      return true;
    },
  } satisfies Partial<RequestHandlers>;
}
