/** Who is let in, and how, in kubectl's terms. */
export interface DemoAccess {
  readonly server: string;
  readonly authority: string;
  readonly token: string;
  readonly clientCertificate: string;
  readonly clientKey: string;
}

/** The context of the demo cluster that shows a token. */
export const demoContext = 'demo';
/** The same cluster, shown a client certificate. */
export const demoCertificateContext = 'demo-certificate';

/** A kubeconfig, as YAML (in its JSON form, which every reader takes). */
export function kubeconfigText(access: DemoAccess): string {
  const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
  const context = (name: string, user: string) => ({ name, context: { cluster: 'demo', user, namespace: 'shop' } });
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': demoContext,
    clusters: [
      {
        name: 'demo',
        cluster: { server: access.server, 'certificate-authority-data': base64(access.authority) },
      },
    ],
    users: [
      { name: 'demo', user: { token: access.token } },
      {
        name: 'demo-certificate',
        user: {
          'client-certificate-data': base64(access.clientCertificate),
          'client-key-data': base64(access.clientKey),
        },
      },
    ],
    contexts: [context(demoContext, 'demo'), context(demoCertificateContext, 'demo-certificate')],
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
