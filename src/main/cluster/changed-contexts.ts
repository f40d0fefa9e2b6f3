import type { AccessChange } from '../engine/clusters';
import { type ContextEntry, contextEntry, type Kubeconfig } from './kubeconfig-parse';

/** What kubectl and Portwatch themselves renew in an OIDC user, whoever is first: the user is the same after it. */
const renewed = new Set(['id-token', 'refresh-token', 'access-token']);

/**
 * What a changed kubeconfig means for the contexts in it, by what they come to, not by how it is written: renamed
 * clusters, another order, the time stamps that minikube keeps there and a context's default namespace (forwards have
 * their own) change nothing. A context that is gone, or cannot be used any more, is not named: tunnels that are up go on.
 */
export function changedContexts(before: Kubeconfig, after: Kubeconfig): readonly AccessChange[] {
  return [...after.contexts.keys()].flatMap((context): AccessChange[] => {
    const now = entryOf(after, context);
    if (now === null) return [];
    const then = entryOf(before, context);
    if (then === null) return [{ context, what: 'hope' }];
    if (wayOf(then) !== wayOf(now)) return [{ context, what: 'way' }];
    return userOf(then) === userOf(now) ? [] : [{ context, what: 'user' }];
  });
}

/** Null when it is not there or cannot be used. */
function entryOf(kubeconfig: Kubeconfig, context: string): ContextEntry | null {
  try {
    return contextEntry(kubeconfig, context);
  } catch {
    // Whoever uses the context is told what is wrong with it.
    return null;
  }
}

/** Where requests go, on which way, and who is believed to be there. */
function wayOf({ cluster }: ContextEntry): string {
  return JSON.stringify([
    cluster.server,
    cluster['certificate-authority'] ?? '',
    cluster['certificate-authority-data'] ?? '',
    cluster['tls-server-name'] ?? '',
    cluster['insecure-skip-tls-verify'] ?? false,
    cluster['proxy-url'] ?? '',
  ]);
}

/** As whom. */
function userOf({ userName, user, userFolder, cluster }: ContextEntry): string {
  const provider = user['auth-provider'];
  const config = Object.entries(provider?.config ?? {}).filter(([key]) => !renewed.has(key));
  const lasting = { ...user, 'auth-provider': provider ? [provider.name, config] : null };
  // What an exec plugin is told of the cluster is part of what it answers.
  const told = user.exec?.provideClusterInfo ? cluster.extensions : null;
  return JSON.stringify([userName, lasting, user.exec ? userFolder : '', told], sorted);
}

/** Keys in a fixed order: tools that rewrite a kubeconfig order them as they like. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
