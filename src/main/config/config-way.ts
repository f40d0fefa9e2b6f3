import { isMap, isSeq, type YAMLSeq } from 'yaml';
import type { ForwardDraft } from '../../shared/import-plan';
import { startOf } from './yaml-splices';

/** A list of the file and a place in it. */
export interface Step {
  readonly list: YAMLSeq;
  readonly index: number;
}

/** The way to a forward's entry: to its context, its namespace and itself. */
export interface Way {
  readonly context: Step;
  readonly namespace: Step;
  readonly forward: Step;
}

/** Every forward of a parsed file as it stands there, in order. */
export function forwardsIn(value: unknown): readonly ForwardDraft[] {
  return valuesIn(value, 'contexts').flatMap((context) =>
    valuesIn(context, 'namespaces').flatMap((namespace) =>
      valuesIn(namespace, 'forwards').map((forward) => ({
        context: nameOf(context),
        ...kubeconfigOf(context),
        namespace: nameOf(namespace),
        forward: forward as ForwardDraft['forward'],
      })),
    ),
  );
}

/** The way to each of `forwardsIn`; null to those that are written with an alias, or merged in from elsewhere. */
export function waysIn(root: unknown, value: unknown): readonly (Way | null)[] {
  return stepsIn(root, value, 'contexts').flatMap((context) =>
    stepsIn(nodeOf(context), context.value, 'namespaces').flatMap((namespace) =>
      stepsIn(nodeOf(namespace), namespace.value, 'forwards').map((forward) =>
        context.step && namespace.step && forward.step
          ? { context: context.step, namespace: namespace.step, forward: forward.step }
          : null,
      ),
    ),
  );
}

interface Stepped {
  readonly step: Step | null;
  readonly value: unknown;
}

/** An item of a list for each of its values. */
function stepsIn(holder: unknown, value: unknown, key: string): readonly Stepped[] {
  const list = isMap(holder) ? holder.get(key, true) : undefined;
  const values = valuesIn(value, key);
  const isOwn = isSeq(list) && list.items.length === values.length;
  return values.map((item, index) => ({ step: isOwn ? { list, index } : null, value: item }));
}

function nodeOf({ step }: Stepped): unknown {
  return step && itemOf(step);
}

function valuesIn(holder: unknown, key: string): readonly unknown[] {
  const value = (holder as Readonly<Record<string, unknown>> | null)?.[key];
  return Array.isArray(value) ? value : [];
}

/** What an entry says it is called. */
export function nameOf(holder: unknown): string {
  const name = (holder as { readonly name?: unknown } | null)?.name;
  return typeof name === 'string' ? name : JSON.stringify(name ?? '');
}

/** The entries of contexts of a parsed file, whatever they are. */
export function contextEntriesIn(value: unknown): readonly unknown[] {
  return valuesIn(value, 'contexts');
}

/** What a context says of where it is looked up. */
export function kubeconfigOf(context: unknown): { readonly kubeconfig?: string } {
  const kubeconfig = (context as { readonly kubeconfig?: unknown } | null)?.kubeconfig;
  return typeof kubeconfig === 'string' && kubeconfig !== '' ? { kubeconfig } : {};
}

export function itemOf({ list, index }: Step): unknown {
  return list.items[index];
}

/** Where the outermost list or block in braces or brackets begins that the entry is in; null when it is in none. */
export function flowStartOf(root: unknown, { context, namespace, forward }: Way): number | null {
  const nodes = [root, ...[context, namespace, forward].flatMap((step) => [step.list, itemOf(step)])];
  // The entry itself may be in braces: that is its own matter.
  const outermost = nodes.slice(0, -1).find((node) => (isMap(node) || isSeq(node)) && node.flow === true);
  return outermost === undefined ? null : startOf(outermost);
}
