import { type Fault, pathText, valueAt } from './config-issues';
import type { Path, YamlSource } from './yaml-source';

/** One entry under `forwards`, as it stands in the file, with what is already known to be wrong with it. */
export interface Entry {
  readonly path: Path;
  readonly context: string;
  /** As it is written; null when there is none. */
  readonly kubeconfig: string | null;
  readonly production: boolean;
  readonly namespace: string;
  readonly raw: unknown;
  readonly faults: readonly Fault[];
}

/** Steps of a path to a forward: `contexts`, 0, `namespaces`, 0, `forwards`, 0. */
const stepsToForward = 6;

/** A fault higher up (in the context or the namespace) breaks every forward below it. */
export function entriesOf(source: YamlSource, known: readonly Fault[]): readonly Entry[] {
  const own = new Map<string, Fault[]>();
  for (const fault of known) {
    if (fault.path.length < stepsToForward) continue;
    const place = pathText(fault.path.slice(0, stepsToForward));
    own.set(place, [...(own.get(place) ?? []), fault]);
  }
  const higher = known.filter(({ path }) => path.length < stepsToForward);
  return childrenOf(source, [], 'contexts').flatMap((context) =>
    childrenOf(source, context, 'namespaces').flatMap((namespace) =>
      childrenOf(source, namespace, 'forwards').map((path) => ({
        path,
        context: textAt(source, [...context, 'name']),
        kubeconfig: textAt(source, [...context, 'kubeconfig']) || null,
        production: valueAt(source.value, [...context, 'production']) === true,
        namespace: textAt(source, [...namespace, 'name']),
        raw: valueAt(source.value, path),
        faults: [...higher.filter((fault) => isAbove(fault.path, path)), ...(own.get(pathText(path)) ?? [])],
      })),
    ),
  );
}

/** Whether `faulty` is a key of a block that the forward at `path` is in. */
function isAbove(faulty: Path, path: Path): boolean {
  const holder = faulty.slice(0, -1);
  return holder.length > 0 && typeof faulty.at(-1) === 'string' && holder.every((step, index) => path[index] === step);
}

function childrenOf(source: YamlSource, path: Path, key: string): readonly Path[] {
  const list = valueAt(source.value, [...path, key]);
  return Array.isArray(list) ? list.map((_, index) => [...path, key, index]) : [];
}

function textAt(source: YamlSource, path: Path): string {
  const value = valueAt(source.value, path);
  return typeof value === 'string' ? value : '';
}
