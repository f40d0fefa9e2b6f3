import type { Listing, OfferedContext, OfferedTarget } from '../../shared/discovery';
import type { ForwardEntry } from '../../shared/editing';
import type { Fields } from './form';
import { itemsOf, targetValue } from './options';

/** The context that a form begins with: what is meant by the name of kubectl's own, or the only one. */
export function firstContext(listing: Listing<OfferedContext> | null): OfferedContext | null {
  const contexts = itemsOf(listing);
  const [only] = contexts.length === 1 ? contexts : [];
  const current = contexts.find(({ isCurrent }) => isCurrent);
  return current ? contextMeant(listing, current.name) : (only ?? null);
}

/** By its name and file; where the field says none, it is the user's own kubeconfig. */
export function contextNamed(
  listing: Listing<OfferedContext> | null,
  { context, kubeconfig }: Pick<Fields, 'context' | 'kubeconfig'>,
): OfferedContext | null {
  const named = itemsOf(listing).filter(({ name }) => name === context.trim());
  return named.find((one) => (one.kubeconfig ?? '') === kubeconfig) ?? null;
}

/** The context that somebody means who names no file: one that the config has already, before any other. */
export function contextMeant(listing: Listing<OfferedContext> | null, name: string): OfferedContext | null {
  const named = itemsOf(listing).filter((one) => one.name === name.trim());
  return named.find(({ isConfigured }) => isConfigured === true) ?? named[0] ?? null;
}

/** What typing the name of a context comes to. Of an entry that is changed, the file goes with its context. */
export function contextFields(
  context: string,
  seen: ForwardEntry | null,
  listing: Listing<OfferedContext> | null,
): Pick<Fields, 'context' | 'kubeconfig'> {
  const meant = seen?.context === context.trim() ? seen : contextMeant(listing, context);
  return { context, kubeconfig: meant?.kubeconfig ?? '' };
}

/** The target that stands in the field, where it is one of those that were found. */
export function targetNamed(listing: Listing<OfferedTarget> | null, text: string): OfferedTarget | null {
  return itemsOf(listing).find((target) => targetValue(target) === text.trim()) ?? null;
}
