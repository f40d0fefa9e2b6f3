import type { BrokenForward, ForwardSpec } from '../../shared/forward';
import { didYouMean, nearest } from '../../shared/nearest';

export type FoundForward =
  | { readonly kind: 'spec'; readonly spec: ForwardSpec }
  /** The config has it, and it cannot run as written. */
  | { readonly kind: 'broken'; readonly broken: BrokenForward }
  | { readonly kind: 'none'; readonly message: string };

/** The forward that somebody means by its alias, its id or its local port. */
export function findForward(
  named: string,
  specs: readonly ForwardSpec[],
  broken: readonly BrokenForward[],
): FoundForward {
  const specsBy = [
    ({ alias }: ForwardSpec) => alias === named,
    ({ id }: ForwardSpec) => id === named,
    ({ localPort }: ForwardSpec) => String(localPort) === named,
  ];
  const found = specsBy.map((is) => specs.filter(is)).find((matches) => matches.length > 0) ?? [];
  const [spec, another] = found;
  if (spec && another) {
    const ids = found.map(({ id }) => id).join(', ');
    return { kind: 'none', message: `Several forwards are called ${named}. Name one by its address: ${ids}.` };
  }
  if (spec) return { kind: 'spec', spec };
  const faulty = broken.find(({ alias, id, address }) => [alias, id, address].includes(named));
  if (faulty) return { kind: 'broken', broken: faulty };
  const aliases = [...specs, ...broken].map(({ alias }) => alias);
  const hint = didYouMean(nearest(named, aliases)) || listed(aliases);
  return { kind: 'none', message: `No forward is called "${named}". ${hint}` };
}

function listed(aliases: readonly string[]): string {
  if (aliases.length === 0) return 'There are none.';
  const rest = aliases.length > 8 ? ` and ${String(aliases.length - 8)} more` : '';
  return `There are ${aliases.slice(0, 8).join(', ')}${rest}.`;
}
