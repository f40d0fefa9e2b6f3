import { historyMs, type History, type Sample } from '../../../src/shared/history';
import type { ForwardView } from '../../../src/shared/view';
import { seededRandom } from '../seeded-random';

/** As often as heartbeats come by default, in milliseconds. */
const everyMs = 5_000;

/**
 * Ten minutes of heartbeats that lead up to what the view says now: traffic in bursts, connections that come and go. The
 * same view has the same past.
 */
export function pastBeatsOf(view: ForwardView): History {
  const { beat } = view;
  if (beat === null) return { id: view.id, samples: [] };
  const random = seededRandom(Number(view.address.split(':').at(-1)));
  const rounds = historyMs / everyMs;
  const { bytesUp, bytesDown, openConnections } = beat.traffic;
  // The last heartbeat that brought news.
  const latest = beat.at - beat.ageMs;
  const weights = Array.from({ length: rounds }, () => (random() < 0.7 ? random() ** 2 : 0));
  const sum = Math.max(
    1e-9,
    weights.reduce((all, weight) => all + weight, 0),
  );
  let part = 0;
  const samples = weights.map((weight, index): Sample => {
    part += weight / sum;
    return {
      at: latest - (rounds - 1 - index) * everyMs,
      count: beat.count - rounds + 1 + index,
      bytesUp: Math.round((bytesUp / 4) * (3 + part)),
      bytesDown: Math.round((bytesDown / 4) * (3 + part)),
      openConnections: Math.max(0, openConnections + Math.round((random() - 0.6) * 3)),
      roundTripMs:
        index === rounds - 1 ? beat.roundTripMs : Math.round(170 + 60 * random() + 400 * random() ** 12) / 10,
    };
  });
  return { id: view.id, samples };
}
