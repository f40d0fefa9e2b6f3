import { isDeepStrictEqual } from 'node:util';
import { type ConfigForward, forwardSchema, resourceKinds } from '../../shared/config-schema';
import {
  addressText,
  type BrokenForward,
  type ForwardId,
  forwardIdOf,
  type ForwardSpec,
  type Target,
  targetText,
} from '../../shared/forward';
import { defaultUpkeep, type Upkeep } from '../../shared/upkeep';
import { type Fault, makeFault, valueAt } from './config-issues';
import { type FileUpkeep, upkeepOf } from './upkeep';
import type { Path, Position, YamlSource } from './yaml-source';

/** One entry under `forwards`, as it stands in the file, with what is already known to be wrong with it. */
interface Entry {
  readonly path: Path;
  readonly position: Position;
  readonly context: string;
  readonly namespace: string;
  readonly raw: unknown;
  readonly faults: readonly Fault[];
}

export interface Forwards {
  readonly specs: readonly ForwardSpec[];
  readonly broken: readonly BrokenForward[];
  /** Faults found here, beyond those handed in. */
  readonly faults: readonly Fault[];
}

const anyAddress = new Set(['0.0.0.0', '::']);

/** Every forward of the file: those that can run, and those that cannot with the reason. */
export function forwardsOf(
  source: YamlSource,
  file: string,
  known: readonly Fault[],
  fileUpkeep: FileUpkeep,
): Forwards {
  const specs: ForwardSpec[] = [];
  const broken: BrokenForward[] = [];
  const faults: Fault[] = [];
  const taken: { spec: ForwardSpec; line: number }[] = [];
  const brokenIds = new Set<ForwardId>();
  for (const entry of entriesOf(source, known)) {
    const parsed = entry.faults.length > 0 ? undefined : forwardSchema.safeParse(entry.raw).data;
    const care = parsed && upkeepOf(parsed, fileUpkeep, source, file, entry.path);
    const spec = parsed && care && specOf(parsed, entry, care.upkeep);
    const found =
      parsed && spec ? [...ownFaults(source, file, entry, parsed, spec, taken), ...care.faults] : entry.faults;
    const [first] = found;
    if (spec && !first) {
      specs.push(spec);
      taken.push({ spec, line: entry.position.line });
    } else if (first) {
      if (parsed) faults.push(...found);
      broken.push(brokenOf(entry, first, found.length - 1, unusedId(entry.position, brokenIds)));
    }
  }
  return { specs, broken, faults };
}

/** A fault higher up (in the context or the namespace) breaks every forward below it. */
function entriesOf(source: YamlSource, known: readonly Fault[]): readonly Entry[] {
  return childrenOf(source, [], 'contexts').flatMap((context) =>
    childrenOf(source, context, 'namespaces').flatMap((namespace) =>
      childrenOf(source, namespace, 'forwards').map((path) => ({
        path,
        position: source.positionOf(path),
        context: textAt(source, [...context, 'name']),
        namespace: textAt(source, [...namespace, 'name']),
        raw: valueAt(source.value, path),
        faults: known.filter((fault) => concerns(fault.path, path)),
      })),
    ),
  );
}

/** Whether what is wrong at `faulty` is part of the forward at `path`, or a key of a block that the forward is in. */
function concerns(faulty: Path, path: Path): boolean {
  const isWithin = path.every((step, index) => faulty[index] === step);
  const holder = faulty.slice(0, -1);
  const isAbove = holder.length < path.length && holder.every((step, index) => path[index] === step);
  const isKeyOfHolder = isAbove && typeof faulty.at(-1) === 'string';
  return isWithin || (isKeyOfHolder && faulty.length > 1);
}

function childrenOf(source: YamlSource, path: Path, key: string): readonly Path[] {
  const list = valueAt(source.value, [...path, key]);
  return Array.isArray(list) ? list.map((_, index) => [...path, key, index]) : [];
}

function textAt(source: YamlSource, path: Path): string {
  const value = valueAt(source.value, path);
  return typeof value === 'string' ? value : '';
}

function specOf(forward: ConfigForward, { context, namespace }: Entry, upkeep: Upkeep): ForwardSpec {
  const target = targetOf(forward);
  const bindAddress = forward.bindAddress ?? '127.0.0.1';
  return {
    id: forwardIdOf(bindAddress, forward.localPort),
    alias: forward.alias ?? (target.kind === 'selector' ? target.selector : target.name),
    group: forward.group ?? context,
    context,
    namespace,
    target,
    port: forward.port,
    bindAddress,
    localPort: forward.localPort,
    onHang: forward.onHang ?? 'reconnect',
    autostart: forward.autostart ?? true,
    ...(isDeepStrictEqual(upkeep, defaultUpkeep) ? {} : { upkeep }),
  };
}

function targetOf({ resource, selector = '' }: ConfigForward): Target {
  const [kind, name] = resource.split('/', 2);
  const known = resourceKinds.find((candidate) => candidate === kind);
  return known === undefined || name === undefined ? { kind: 'selector', selector } : { kind: known, name };
}

function ownFaults(
  source: YamlSource,
  file: string,
  { path }: Entry,
  { resource, selector = '' }: ConfigForward,
  spec: ForwardSpec,
  taken: readonly { spec: ForwardSpec; line: number }[],
): readonly Fault[] {
  const faults: Fault[] = [];
  if (resource === 'pod' && selector.trim() === '') {
    faults.push(
      makeFault(
        source,
        file,
        [...path, 'resource'],
        'resource is "pod" without a selector',
        'Add selector: app=NAME, or write pod/NAME.',
      ),
    );
  } else if (resource !== 'pod' && selector !== '') {
    faults.push(
      makeFault(
        source,
        file,
        [...path, 'selector'],
        `selector cannot be combined with ${resource}`,
        'Remove it, or write resource: pod.',
      ),
    );
  }
  const rival = taken.find((other) => collide(other.spec, spec));
  if (rival) {
    const { line, spec: other } = rival;
    faults.push(
      makeFault(
        source,
        file,
        [...path, 'localPort'],
        `localPort ${String(spec.localPort)} is already used by ${other.alias} (${targetText(other.target)}) in line ${String(line)}`,
        'Choose another local port for one of them.',
      ),
    );
  }
  return faults;
}

function collide(a: ForwardSpec, b: ForwardSpec): boolean {
  if (a.localPort !== b.localPort) return false;
  const [first, second] = [a.bindAddress, b.bindAddress].map((address) =>
    address === 'localhost' ? '127.0.0.1' : address,
  );
  return first === second || anyAddress.has(a.bindAddress) || anyAddress.has(b.bindAddress);
}

function brokenOf(entry: Entry, first: Fault, more: number, id: ForwardId): BrokenForward {
  const { raw, context, namespace } = entry;
  const text = (key: string): string => {
    const value = valueAt(raw, [key]);
    return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 260) : '';
  };
  const { problem } = first;
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
