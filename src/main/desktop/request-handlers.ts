import type { RequestHandlers } from '../../shared/ipc';
import type { Application } from '../engine/application';
import type { ForwardActions } from './actions';
import type { Diagnoses } from './diagnoses';

/** What the window may ask for. */
export function requestHandlers(
  application: Application,
  actions: ForwardActions,
  diagnoses: Diagnoses,
): RequestHandlers {
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
  };
}
