import { X509Certificate } from 'node:crypto';
import type { EpochMs } from '../../shared/forward';

/** When a JSON Web Token expires; null for other tokens. Nothing is verified. */
export function tokenExpiry(token: string): EpochMs | null {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const isObject = typeof payload === 'object' && payload !== null;
    return isObject && 'exp' in payload && typeof payload.exp === 'number' ? payload.exp * 1_000 : null;
  } catch {
    return null;
  }
}

/** When a certificate ends, the first of a chain; null when it cannot be read. `pem`: PEM text. */
export function certificateExpiry(pem: string): EpochMs | null {
  try {
    return Date.parse(new X509Certificate(pem).validTo);
  } catch {
    return null;
  }
}
