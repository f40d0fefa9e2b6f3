import { request } from 'node:https';
import { afterEach, describe, expect, it } from 'vitest';
import { issueForUser, type KeyAndCertificate, makeAuthority } from '../../../src/main/demo/certificates';
import { type DemoCluster, startDemoCluster } from '../../../src/main/demo/demo-cluster';

const hourMs = 3_600_000;

let cluster: DemoCluster | null = null;
afterEach(() => cluster?.dispose());

/** The status of a request over a connection of its own, that shows this certificate. */
function ask({ url, authority }: DemoCluster, shown: KeyAndCertificate): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { key, certificate: cert } = shown;
    const options = { ca: authority, key, cert, agent: false };
    request(`${url}/api/v1/namespaces/shop/pods`, options, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('a demo cluster that is told to trust another authority’s clients', () => {
  it('lets in those whom it vouches for, also after the API server was away, and nobody else', async () => {
    cluster = await startDemoCluster({ startMs: 1, readyMs: 1 });
    const validity = { fromMs: Date.now() - hourMs, untilMs: Date.now() + hourMs };
    const [first, second] = ['first', 'second'].map((name) => makeAuthority(name, validity));
    if (!first || !second) throw new Error('no authorities');
    const [one, other] = [first, second].map((authority) => issueForUser('me', [], authority, validity));
    if (!one || !other) throw new Error('no certificates');
    await cluster.command({ type: 'trust-clients-of', authority: first.certificate });
    expect([await ask(cluster, one), await ask(cluster, other)]).toEqual([200, 401]);
    await cluster.command({ type: 'trust-clients-of', authority: second.certificate });
    expect([await ask(cluster, one), await ask(cluster, other)]).toEqual([401, 200]);
    await cluster.command({ type: 'api-down' });
    await cluster.command({ type: 'api-up' });
    expect([await ask(cluster, one), await ask(cluster, other)]).toEqual([401, 200]);
  });
});
