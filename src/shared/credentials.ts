import type { EpochMs } from './forward';

/** One thing by which an API server knows the user: what it is and how long it is good for. Nothing secret. */
export interface Credential {
  readonly kind: 'plugin' | 'provider' | 'token' | 'token-file' | 'password' | 'certificate';
  /** Of a plugin, the program that gives it, without its folder; of all others empty. */
  readonly program: string;
  /** null when it does not say, or has no end. */
  readonly expiresAt: EpochMs | null;
  /**
   * Who gets the next one: Portwatch, from the program or the provider (`itself`); whoever replaces the file that is read at
   * every use (`file`); the user (`nobody`).
   */
  readonly renewal: 'itself' | 'file' | 'nobody';
}

/** `soon`: it ends so soon that whoever has to get the next one should know. */
export type CredentialStanding = 'good' | 'soon' | 'over';

const hour = 60 * 60_000;

/** How long before its end somebody should know, where nothing renews it. Milliseconds. */
const soonMs = { certificate: 7 * 24 * hour, other: 24 * hour };

/** `now`: milliseconds since 1970. */
export function standingOf({ kind, expiresAt, renewal }: Credential, now: EpochMs): CredentialStanding {
  if (expiresAt === null) return 'good';
  if (expiresAt <= now) return 'over';
  // Certificates are seldom replaced by themselves, even in files; tokens in files always are.
  const isCertificate = kind === 'certificate';
  const isOnItsOwn = renewal === 'nobody' || (renewal === 'file' && isCertificate);
  return isOnItsOwn && expiresAt - now < (isCertificate ? soonMs.certificate : soonMs.other) ? 'soon' : 'good';
}
