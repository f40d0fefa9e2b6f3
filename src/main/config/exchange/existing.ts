import { type ConfigForward, defaultsSchema, forwardSchema } from '../../../shared/config-schema';
import type { ForwardDraft } from '../../../shared/import-plan';
import { kubeconfigOf } from '../config-way';
import { parseYaml, type YamlSource } from '../yaml-source';

/** What is known of a forward that is in a config file already, as far as it is right. */
export interface ExistingForward {
  readonly context: string;
  /** As in `ForwardDraft`. */
  readonly kubeconfig?: string;
  readonly production?: true;
  readonly namespace: string;
  readonly forward: Partial<ConfigForward>;
  readonly line: number;
}

/** Every forward of a config's text with what it has by `defaults`, also those that cannot run: their ports and aliases are meant to be theirs. */
export function existingForwards(text: string): readonly ExistingForward[] {
  const source = parseYaml(text);
  if (!('value' in source)) return [];
  const { defaults: given } = (source.value ?? {}) as { readonly defaults?: unknown };
  const defaults = rightKeysOf(typeof given === 'object' && given !== null ? given : {}, defaultsSchema.shape);
  return childrenOf(source.value, 'contexts').flatMap(({ item: context, index: c }) =>
    childrenOf(context, 'namespaces').flatMap(({ item: namespace, index: n }) =>
      childrenOf(namespace, 'forwards').map(({ item, index: f }) => ({
        context: nameOf(context),
        ...kubeconfigOf(context),
        ...productionOf(context),
        namespace: nameOf(namespace),
        forward: { ...defaults, ...rightKeysOf(item) },
        line: lineOf(source, ['contexts', c, 'namespaces', n, 'forwards', f]),
      })),
    ),
  );
}

/** Those that are right, to be written elsewhere. */
export function draftsOf(existing: readonly ExistingForward[]): readonly ForwardDraft[] {
  return existing.flatMap(({ line: _, ...place }) => {
    const parsed = forwardSchema.safeParse(place.forward);
    return parsed.success && place.context !== '' && place.namespace !== '' ? [{ ...place, forward: parsed.data }] : [];
  });
}

function lineOf(source: YamlSource, path: readonly (string | number)[]): number {
  return source.positionOf(path).line;
}

/** What a context says of itself. */
export function productionOf(context: object): { readonly production?: true } {
  return 'production' in context && context.production === true ? { production: true } : {};
}

function rightKeysOf(
  item: object,
  shape: Partial<(typeof forwardSchema)['shape']> = forwardSchema.shape,
): Partial<ConfigForward> {
  const values = new Map<string, unknown>(Object.entries(item));
  const right = Object.entries(shape).flatMap(([key, schema]) => {
    const parsed = schema.safeParse(values.get(key));
    return parsed.success && parsed.data !== undefined ? [[key, parsed.data] as const] : [];
  });
  return Object.fromEntries(right);
}

function childrenOf(holder: unknown, key: string): readonly { readonly item: object; readonly index: number }[] {
  const list = new Map<string, unknown>(Object.entries(holder ?? {})).get(key);
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, index) => (typeof item === 'object' && item !== null ? [{ item, index }] : []));
}

function nameOf(holder: object): string {
  return 'name' in holder && typeof holder.name === 'string' ? holder.name : '';
}
