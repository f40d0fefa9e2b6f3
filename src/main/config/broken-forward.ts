import { addressText, type BrokenForward, type ForwardId } from '../../shared/forward';
import type { Entry } from './config-entries';
import { type Fault, valueAt } from './config-issues';
import type { Position } from './yaml-compose';

/** A forward that cannot run as written: its first fault, and how many more there are. Takes an id of `usedIds`. */
export function brokenOf(
  { raw, context, namespace }: Entry,
  position: Position,
  { problem }: Fault,
  more: number,
  usedIds: Set<ForwardId>,
): BrokenForward {
  const text = (key: string): string => {
    const value = valueAt(raw, [key]);
    return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 260) : '';
  };
  const id = unusedId(position, usedIds);
  const target = text('resource') === 'pod' ? text('selector') || 'pod' : text('resource');
  const place = `${problem.file}:${String(problem.line)}:${String(problem.column)}`;
  const others = more === 0 ? '' : ` (and ${String(more)} more)`;
  return {
    id,
    alias: text('alias') || target.slice(target.indexOf('/') + 1) || id,
    group: text('group') || context,
    context,
    namespace,
    target,
    address: addressText(text('bindAddress') || '127.0.0.1', Number(text('localPort')) || 0),
    problem: {
      code: 'bad-config',
      message: `${place}: ${problem.message}${others}`,
      hint: problem.hint,
      suspect: 'local',
    },
  };
}

/** `line:12`, or `line:12:34` and so on when a line holds several (anchors can put one entry in many places). */
function unusedId({ line, column }: Position, used: Set<ForwardId>): ForwardId {
  const base = `line:${String(line)}`;
  let id = base;
  for (let count = 1; used.has(id); count += 1)
    id = count === 1 ? `${base}:${String(column)}` : `${base}:${String(column)}#${String(count)}`;
  used.add(id);
  return id;
}
