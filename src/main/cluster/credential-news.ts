import { isDeepStrictEqual } from 'node:util';
import type { ClusterId } from '../../shared/cluster-ref';
import type { Credential } from '../../shared/credentials';
import type { Credentials } from './credentials';
import { credentialsSeen } from './credentials-seen';
import type { UserEntry } from './kubeconfig-parse';

interface Known {
  readonly credentials: Credentials;
  readonly seen: readonly Credential[];
}

/** Tells what is used for each cluster, once: credentials are obtained for every question that an API server is asked. */
export class CredentialNews {
  readonly #known = new Map<ClusterId, Known>();

  constructor(private readonly onNews: (cluster: ClusterId, seen: readonly Credential[]) => void) {}

  /** These were obtained just now. */
  note(cluster: ClusterId, user: UserEntry, credentials: Credentials): void {
    const known = this.#known.get(cluster);
    if (known && isSame(known.credentials, credentials)) return;
    const seen = credentialsSeen(user, credentials);
    this.#known.set(cluster, { credentials, seen });
    if (!isDeepStrictEqual(known?.seen, seen)) this.onNews(cluster, seen);
  }
}

/** Reading them anew would tell nothing: a certificate takes its time to be understood. */
function isSame(a: Credentials, b: Credentials): boolean {
  return (
    a.cert === b.cert &&
    a.fromPlugin === b.fromPlugin &&
    a.fromProvider === b.fromProvider &&
    a.headers['Authorization'] === b.headers['Authorization']
  );
}
