import {
  type Identity,
  issueForLoopback,
  issueForUser,
  type KeyAndCertificate,
  makeAuthority,
  type Validity,
} from '../../../src/main/demo/certificates';

const hourMs = 3_600_000;

/** Signs the certificates of one control plane. Another authority signs others, which nobody here trusts. */
export class Authority {
  readonly #identity: Identity;

  constructor(name: string) {
    this.#identity = makeAuthority(name, lasting(24 * hourMs));
  }

  /** PEM. */
  get certificate(): string {
    return this.#identity.certificate;
  }

  forLoopback(name: string): KeyAndCertificate {
    return issueForLoopback(name, this.#identity, lasting(hourMs));
  }

  /** Kubernetes knows the user by the name, and lets `system:masters` do everything. */
  forUser(name: string, groups: readonly string[] = [], lifetimeMs = hourMs): KeyAndCertificate {
    return issueForUser(name, groups, this.#identity, lasting(lifetimeMs));
  }
}

/** From a little while ago, whatever the seconds are that certificates leave out. */
function lasting(ms: number): Validity {
  return { fromMs: Date.now() - 60_000, untilMs: Date.now() + ms };
}
