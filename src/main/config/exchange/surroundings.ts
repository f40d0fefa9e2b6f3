/** What an importer knows of the computer that it runs on. */
export interface Surroundings {
  readonly contexts: readonly KnownContext[];
  /** The kubeconfig's; null without one. */
  readonly currentContext: string | null;
}

/** A context of the kubeconfig. */
export interface KnownContext {
  readonly name: string;
  readonly cluster: string;
  /** Null where it names none: that means `default`. */
  readonly namespace: string | null;
}

export const noSurroundings: Surroundings = { contexts: [], currentContext: null };

/** The namespace that kubectl would use. */
export function namespaceOf({ contexts }: Surroundings, context: string): string {
  return contexts.find(({ name }) => name === context)?.namespace ?? 'default';
}
