import { ZodOptional } from 'zod';
import { blocksAt } from '../../shared/config-schema';

/** The optional keys of each place of a file, and below which keys there are further places. */
const places: ReadonlyMap<string, { readonly optional: readonly string[]; readonly deeper: readonly string[] }> =
  new Map(
    [...blocksAt].map(([place, { shape }]) => {
      const keys = Object.keys(shape);
      const optional = keys.filter((key) => shape[key] instanceof ZodOptional);
      return [place, { optional, deeper: keys.filter((key) => blocksAt.has(below(place, key))) }];
    }),
  );

/**
 * Takes optional keys without a value (`alias:`) out of a parsed file, in place: they mean the same as none, to kportal
 * too. What must be there stays, to be found missing.
 */
export function dropEmptyKeys(value: unknown, place = ''): void {
  const entry = places.get(place);
  if (!entry || typeof value !== 'object' || value === null) return;
  const block = value as Record<string, unknown>;
  for (const key of entry.optional)
    if (Object.hasOwn(block, key) && block[key] === null) Reflect.deleteProperty(block, key);
  for (const key of entry.deeper) {
    if (!Object.hasOwn(block, key)) continue;
    const child = block[key];
    for (const item of Array.isArray(child) ? (child as unknown[]) : [child]) dropEmptyKeys(item, below(place, key));
  }
}

function below(place: string, key: string): string {
  return place === '' ? key : `${place}.${key}`;
}
