import type { ForwardState } from '../../shared/forward';
import type { ForwardRecord } from './record';

/** What is known of a forward, after the wall clock was set by `byMs`: each of its times is the same moment as before. */
export function shiftedTimes(record: ForwardRecord, byMs: number): ForwardRecord {
  const { state, hung, beat } = record;
  return {
    ...record,
    state: shiftedState(state, byMs),
    hung: hung && { ...hung, since: hung.since + byMs },
    beat: beat && { ...beat, at: beat.at + byMs },
  };
}

function shiftedState(state: ForwardState, byMs: number): ForwardState {
  switch (state.kind) {
    case 'active':
    case 'listening':
    case 'hung':
      return { ...state, since: state.since + byMs };
    case 'reconnecting':
      return { ...state, retryAt: state.retryAt + byMs };
    case 'stopped':
    case 'starting':
    case 'failed':
      return state;
  }
}
