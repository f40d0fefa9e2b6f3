import * as https from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeCertificates } from '../../../src/main/demo/certificates';
import { json } from './tiny-api-server';

export interface TokenRequest {
  readonly form: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
}

/** An OIDC provider on loopback with TLS of its own: it refreshes as the test says, and remembers who asked. */
export class TinyOidcProvider {
  readonly #certificates = makeCertificates('nobody', 'nobody', Date.now());
  readonly authority = this.#certificates.authority;
  readonly requests: TokenRequest[] = [];
  discoveries = 0;
  /** Added to, or instead of parts of, the discovery document. */
  document: object = {};
  answer: (request: TokenRequest, response: ServerResponse) => void = (_, response) => json(response, 500, {});
  readonly #server = https.createServer(
    { key: this.#certificates.server.key, cert: this.#certificates.server.certificate },
    (request, response) => void this.#serve(request, response),
  );

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `https://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/.well-known/openid-configuration') {
      this.discoveries += 1;
      json(response, 200, { issuer: this.url, token_endpoint: `${this.url}/token`, ...this.document });
      return;
    }
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const form = Object.fromEntries(new URLSearchParams(body));
    const received = { form, authorization: request.headers.authorization };
    this.requests.push(received);
    this.answer(received, response);
  }
}

/** A JSON Web Token that says when it ends, and nothing else that anybody reads. `expiresAt`: milliseconds since 1970. */
export function tokenUntil(expiresAt: number, name = 'ada'): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [part({ alg: 'none' }), part({ sub: name, exp: Math.floor(expiresAt / 1_000) }), 'signature'].join('.');
}
