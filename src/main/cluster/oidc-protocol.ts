import { z } from 'zod';
import { redact } from '../base/redact';
import { tokenExpiry } from './expiry';
import type { OneRequest } from './request-once';

/** What a kubeconfig says of a user with the auth-provider `oidc`. Holds secrets: never logged. */
export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly idToken: string;
  readonly refreshToken: string;
  /** A file, in PEM. */
  readonly authority: string;
  /** The same, inline, in base64. */
  readonly authorityData: string;
}

/** Missing values are empty. */
export function oidcConfig(config: Readonly<Record<string, unknown>> | null | undefined): OidcConfig {
  const textOf = (key: string) => {
    const value = config?.[key];
    return typeof value === 'string' ? value : '';
  };
  return {
    issuer: textOf('idp-issuer-url').replace(/\/+$/, ''),
    clientId: textOf('client-id'),
    clientSecret: textOf('client-secret'),
    idToken: textOf('id-token'),
    refreshToken: textOf('refresh-token'),
    authority: textOf('idp-certificate-authority'),
    authorityData: textOf('idp-certificate-authority-data'),
  };
}

/** As `tokenExpiry`; 0 when it cannot be read. */
export function expiryOf(token: string): number {
  return tokenExpiry(token) ?? 0;
}

/** How a client says who it is: in a header or in the form. */
export type ClientProof = 'header' | 'form';

export interface Discovery {
  readonly tokenEndpoint: string;
  /** The ways to try, in order. */
  readonly proofs: readonly ClientProof[];
}

const discoverySchema = z.object({
  token_endpoint: z.string(),
  token_endpoint_auth_methods_supported: z.array(z.string()).nullish(),
});

/** Null when it is no discovery document. */
export function parseDiscovery(body: string, hasSecret: boolean): Discovery | null {
  const parsed = discoverySchema.safeParse(parseJson(body));
  if (!parsed.success) return null;
  const { token_endpoint: tokenEndpoint, token_endpoint_auth_methods_supported: methods } = parsed.data;
  const both: readonly ClientProof[] = ['header', 'form'];
  const listed = methods ?? ['client_secret_basic', 'client_secret_post'];
  const allowed = both.filter((proof) =>
    listed.includes(proof === 'header' ? 'client_secret_basic' : 'client_secret_post'),
  );
  // Without a secret there is nothing to put in a header.
  if (!hasSecret) return { tokenEndpoint, proofs: ['form'] };
  return { tokenEndpoint, proofs: allowed.length === 0 ? both : allowed };
}

/** The request for new tokens (RFC 6749, section 6). */
export function refreshRequest(
  { clientId, clientSecret }: OidcConfig,
  refreshToken: string,
  proof: ClientProof,
): OneRequest {
  const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken });
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'Content-Type': 'application/x-www-form-urlencoded',
  };
  if (proof === 'header') {
    const credentials = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
    headers['Authorization'] = `Basic ${Buffer.from(credentials).toString('base64')}`;
  } else {
    form.set('client_id', clientId);
    if (clientSecret !== '') form.set('client_secret', clientSecret);
  }
  return { method: 'POST', headers, body: form.toString() };
}

export type RefreshAnswer =
  | { readonly kind: 'tokens'; readonly idToken: string; readonly refreshToken: string | null }
  /** The provider does not take the refresh token, or the client, any more. */
  | { readonly kind: 'refused'; readonly code: string; readonly said: string }
  | { readonly kind: 'unusable'; readonly reason: string };

const tokensSchema = z.object({ id_token: z.string().nullish(), refresh_token: z.string().nullish() });
const errorSchema = z.object({ error: z.string(), error_description: z.string().nullish() });

/** Never quotes a token. */
export function parseRefreshAnswer(status: number, body: string): RefreshAnswer {
  const value = parseJson(body);
  if (status === 200) {
    const tokens = tokensSchema.safeParse(value);
    if (!tokens.success) return { kind: 'unusable', reason: 'its answer is not understood' };
    const { id_token: idToken, refresh_token: refreshToken } = tokens.data;
    if (!idToken) return { kind: 'unusable', reason: 'its answer has no id_token' };
    return { kind: 'tokens', idToken, refreshToken: refreshToken || null };
  }
  const error = errorSchema.safeParse(value);
  if (error.success && status < 500) {
    const { error: code, error_description: said } = error.data;
    return { kind: 'refused', code, said: redact((said || code).slice(0, 300)) };
  }
  return { kind: 'unusable', reason: `it answered ${String(status)}` };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
