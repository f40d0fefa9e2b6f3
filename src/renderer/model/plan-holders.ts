import type { HolderAt } from './plan-faults';
import type { World } from './world';

/** Who listens where among the forwards of the config file. The demo's own are not in it, and go when it is there. */
export function holderIn(world: Pick<World, 'forwards' | 'source'> | null): HolderAt {
  if (world === null || world.source.kind === 'demo') return () => null;
  return (address) => world.forwards.get(address)?.alias ?? null;
}
