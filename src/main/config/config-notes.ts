import type { ForwardSpec } from '../../shared/forward';
import type { ConfigProblem } from '../../shared/view';
import { problemAt, valueAt } from './config-issues';
import type { Path, YamlSource } from './yaml-source';

/** A forward and where it stands in the file. */
export interface PlacedSpec {
  readonly spec: ForwardSpec;
  readonly path: Path;
}

/** What is no fault, and yet is to be known: keys without effect, each once, and names that are used twice. */
export function notesOf(source: YamlSource, file: string, placed: readonly PlacedSpec[]): readonly ConfigProblem[] {
  const note = (path: Path, message: string, hint: string): ConfigProblem =>
    problemAt(file, source.positionOfKey(path), path, message, hint);
  const notes: ConfigProblem[] = [];
  if (valueAt(source.value, ['mdns', 'enabled']) === true) {
    notes.push(note(['mdns'], 'mdns has no effect here', 'Forwards are reached by their local address.'));
  }
  if (valueAt(source.value, ['reliability', 'watchdogPeriod']) !== undefined) {
    notes.push(note(['reliability', 'watchdogPeriod'], 'watchdogPeriod has no effect here', 'See watchdog.poll.'));
  }
  const logged = [['defaults'], ...placed.map(({ path }) => path)].find((path) => asksForLog(source, path));
  if (logged) notes.push(note([...logged, 'httpLog'], 'httpLog has no effect here', 'HTTP requests are not logged.'));
  return [...notes, ...sharedAliases(source, file, placed)];
}

function asksForLog(source: YamlSource, path: Path): boolean {
  const value = valueAt(source.value, [...path, 'httpLog']);
  return value !== undefined && value !== false && valueAt(value, ['enabled']) !== false;
}

function sharedAliases(source: YamlSource, file: string, placed: readonly PlacedSpec[]): readonly ConfigProblem[] {
  const first = new Map<string, PlacedSpec>();
  const notes: ConfigProblem[] = [];
  for (const { spec, path } of placed) {
    if (valueAt(source.value, [...path, 'alias']) === undefined) continue;
    const other = first.get(spec.alias);
    if (!other) {
      first.set(spec.alias, { spec, path });
      continue;
    }
    const place = [...path, 'alias'];
    const line = String(source.positionOf(other.path).line);
    const hint = 'Where a forward is named by its alias, only the local port tells them apart.';
    notes.push(
      problemAt(file, source.positionOf(place), place, `alias ${spec.alias} is used in line ${line} too`, hint),
    );
  }
  return notes;
}
