import type { Listing, OfferedContext, OfferedTarget } from '../../shared/discovery';
import { itemsOf, targetValue } from './options';

/** The context that a form begins with: kubectl's own, or the only one. */
export function firstContext(listing: Listing<OfferedContext> | null): OfferedContext | null {
  const contexts = itemsOf(listing);
  const [only] = contexts.length === 1 ? contexts : [];
  return contexts.find(({ isCurrent }) => isCurrent) ?? only ?? null;
}

export function contextNamed(listing: Listing<OfferedContext> | null, name: string): OfferedContext | null {
  return itemsOf(listing).find((context) => context.name === name.trim()) ?? null;
}

/** The target that stands in the field, where it is one of those that were found. */
export function targetNamed(listing: Listing<OfferedTarget> | null, text: string): OfferedTarget | null {
  return itemsOf(listing).find((target) => targetValue(target) === text.trim()) ?? null;
}
