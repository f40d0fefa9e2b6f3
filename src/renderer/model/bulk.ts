import type { EpochMs, ForwardId } from '../../shared/forward';
import { stateHint, stateSentence } from '../../shared/phrases';
import type { ForwardView } from '../../shared/view';
import { bulkWords } from '../../shared/words-list';
import type { Action } from './action';

/** An action on several forwards at once, and what main has answered. */
export interface BulkRun {
  readonly action: Action;
  readonly ids: readonly ForwardId[];
  readonly askedAt: EpochMs;
  /** Null until main has answered; then those that it refused, and why. */
  readonly refusals: ReadonlyMap<ForwardId, string> | null;
}

/** Main has answered; `refused` has why not, for those that it did not do it to. */
export function answered(run: BulkRun, refused: ReadonlyMap<ForwardId, string>): BulkRun {
  const refusals = run.ids.flatMap((id) => {
    const why = refused.get(id);
    return why === undefined ? [] : [[id, why] as const];
  });
  return { ...run, refusals: new Map(refusals) };
}

/** What became of each forward, by what main says of it now. */
export interface BulkOutcome {
  readonly done: number;
  readonly underWay: number;
  readonly problems: readonly { readonly id: ForwardId; readonly alias: string; readonly text: string }[];
}

type Fate = 'done' | 'under-way' | { readonly problem: string };

export function outcomeOf(run: BulkRun, forwards: ReadonlyMap<ForwardId, ForwardView>, now: EpochMs): BulkOutcome {
  const fates = run.ids.map((id) => {
    const view = forwards.get(id);
    return { id, alias: view?.alias ?? id, fate: fateOf(run, id, view, now) };
  });
  return {
    done: fates.filter(({ fate }) => fate === 'done').length,
    underWay: fates.filter(({ fate }) => fate === 'under-way').length,
    problems: fates.flatMap(({ id, alias, fate }) =>
      typeof fate === 'string' ? [] : [{ id, alias, text: fate.problem }],
    ),
  };
}

function fateOf(run: BulkRun, id: ForwardId, view: ForwardView | undefined, now: EpochMs): Fate {
  if (run.refusals === null) return 'under-way';
  const refusal = run.refusals.get(id);
  if (refusal !== undefined) return { problem: refusal };
  if (!view) return { problem: bulkWords.gone };
  return run.action === 'stop' ? fateOfStop(view) : fateOfStart(run, view, now);
}

/** What has failed holds nothing any more that could be stopped. */
function fateOfStop({ state }: ForwardView): Fate {
  return state.kind === 'stopped' || state.kind === 'failed' ? 'done' : 'under-way';
}

function fateOfStart({ action, askedAt }: BulkRun, view: ForwardView, now: EpochMs): Fate {
  const { state } = view;
  switch (state.kind) {
    case 'active':
    case 'listening':
      // Active since before it was asked for is not restarted yet.
      return action === 'restart' && state.since < askedAt ? 'under-way' : 'done';
    case 'hung':
    case 'failed':
      return { problem: `${stateSentence(view, now)} ${stateHint(view)}`.trim() };
    default:
      return 'under-way';
  }
}
