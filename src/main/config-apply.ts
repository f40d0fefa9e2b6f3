import { isDeepStrictEqual } from 'node:util';
import type { ForwardId } from '../shared/forward';
import type { ConfigDiff } from './config-diff';
import type { ConfigResult, ConfigSettings, LoadedConfig } from './config/config-result';
import type { Engine } from './engine/engine';
import type { EventBus } from './engine/event-bus';
import type { Timeline } from './engine/timeline';
import type { Watchdog } from './engine/watchdog';

/** What a config says something of. */
export interface ConfiguredParts {
  readonly bus: EventBus;
  readonly engine: Pick<Engine, 'reconfigure' | 'setLaneLimit'>;
  readonly watchdog: Pick<Watchdog, 'configure'>;
  readonly timeline: Pick<Timeline, 'move' | 'forget'>;
  /** When the file does not say how many lanes there are. */
  readonly defaultLanes: number;
}

/** Makes everything what `config` says, of which `diff` is what is different. `isReload`: each forward is told what is new. */
export function applyConfig(config: LoadedConfig, diff: ConfigDiff, isReload: boolean, parts: ConfiguredParts): void {
  const { bus, engine } = parts;
  const { added, removed, changed, untouched } = diff.forwards;
  applySettings(config.settings, diff, parts);
  for (const { id } of removed)
    bus.publish('forward.configured', { forwardId: id, change: 'removed', keys: [], was: '' });
  engine.reconfigure(diff.forwards, config.broken);
  moveTimelines(diff, parts);
  const counts = { added: added.length, removed: removed.length, changed: changed.length, untouched };
  const { path, specs } = config;
  bus.publish('config.reloaded', { path, forwards: specs.length, ...counts, settings: diff.settings });
  if (isReload) announce(diff, bus);
}

function applySettings(settings: ConfigSettings, diff: ConfigDiff, parts: ConfiguredParts): void {
  const { watchdog, engine, defaultLanes } = parts;
  if (diff.settings.includes('watchdog')) watchdog.configure(settings.watchdog);
  if (diff.settings.includes('lanes')) engine.setLaneLimit(settings.lanes ?? defaultLanes);
}

function moveTimelines({ forwards: { changed, removed } }: ConfigDiff, { timeline }: ConfiguredParts): void {
  for (const { id } of removed) timeline.forget(id);
  const moves = changed.map(({ before, after }): [ForwardId, ForwardId] => [before.id, after.id]);
  timeline.move(new Map(moves.filter(([from, to]) => from !== to)));
}

/** On the timeline of every forward that was touched. */
function announce({ forwards: { added, changed } }: ConfigDiff, bus: EventBus): void {
  for (const { id } of added) bus.publish('forward.configured', { forwardId: id, change: 'added', keys: [], was: '' });
  for (const { before, after, keys } of changed) {
    const isMoved = before.id !== after.id;
    const change = isMoved ? 'moved' : 'changed';
    bus.publish('forward.configured', { forwardId: after.id, change, keys, was: isMoved ? before.id : '' });
  }
}

/** What is wrong, and what is worth knowing, when it was not told before. */
export function tellOfConfig(before: ConfigResult | null, result: ConfigResult, bus: EventBus): void {
  const { path, problems } = result;
  const notes = result.kind === 'loaded' ? result.notes : [];
  const notesBefore = before?.kind === 'loaded' ? before.notes : [];
  const isNews = !isDeepStrictEqual(problems, before?.problems ?? []);
  if (problems.length > 0 && isNews) bus.publish('config.rejected', { path, problems });
  if (notes.length > 0 && !isDeepStrictEqual(notes, notesBefore)) bus.publish('config.noted', { path, notes });
}
