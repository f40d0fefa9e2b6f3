import type { KeyAndCertificate } from '../../../src/main/demo/certificates';

export const contextName = 'real';

/**
 * How a user of a kubeconfig proves to be one. `files` names a certificate and its key, which may change in place;
 * `plugin` a program that prints an ExecCredential.
 */
export type Proof =
  | { readonly token: string }
  | { readonly certificate: KeyAndCertificate }
  | { readonly files: { readonly certificate: string; readonly key: string } }
  | { readonly plugin: { readonly command: string; readonly args: readonly string[] } };

/** How to reach an API server. */
export interface Address {
  readonly server: string;
  /** PEM. */
  readonly authority: string;
}

/** A kubeconfig with one context, as JSON, which is YAML too. */
export function kubeconfigOf(address: Address, proof: Proof, namespace: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': contextName,
    clusters: [
      {
        name: 'real',
        cluster: { server: address.server, 'certificate-authority-data': base64(address.authority) },
      },
    ],
    users: [{ name: 'someone', user: userOf(proof) }],
    contexts: [{ name: contextName, context: { cluster: 'real', user: 'someone', namespace } }],
  });
}

function userOf(proof: Proof): object {
  if ('token' in proof) return { token: proof.token };
  if ('plugin' in proof) {
    const apiVersion = 'client.authentication.k8s.io/v1';
    return { exec: { apiVersion, interactiveMode: 'Never', ...proof.plugin } };
  }
  if ('files' in proof) return { 'client-certificate': proof.files.certificate, 'client-key': proof.files.key };
  const { certificate, key } = proof.certificate;
  return { 'client-certificate-data': base64(certificate), 'client-key-data': base64(key) };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
