import { countText } from '../../shared/exchange-phrases';
import { summaryWords as words } from '../../shared/words-import';
import type { PlanSheet } from './plan';

/** `12 forwards can be added, 2 are in conflict, 3 are there already.` */
export function planSummary(sheet: PlanSheet): string {
  const clashing = sheet.rows.filter(({ conflict }) => conflict !== null).length + sheet.stuck.length;
  const parts = [
    { count: sheet.rows.length + sheet.stuck.length - clashing, say: words.canBeAdded },
    { count: clashing, say: words.inConflict },
    { count: sheet.same.length, say: words.thereAlready },
    { count: sheet.lost.length, say: words.lost },
  ].filter(({ count }) => count > 0);
  return `${parts.map(({ count, say }, index) => say(index === 0 ? countText(count) : String(count), count)).join(', ')}.`;
}
