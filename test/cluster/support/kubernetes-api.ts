import { Agent, request, type RequestOptions } from 'node:https';
import { z } from 'zod';

/** Who asks an API server, and how it is known. */
export interface ApiLogin extends Pick<RequestOptions, 'key' | 'cert'> {
  readonly server: string;
  readonly ca: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

/** An answer of another kind than was asked for. */
export class ApiRefusal extends Error {
  constructor(
    readonly status: number,
    said: string,
  ) {
    super(`The API server answered ${String(status)}: ${said.slice(0, 500)}`);
  }
}

const requestMs = 30_000;

/** Sees to what a test needs in a cluster, with an administrator's rights. */
export class KubernetesApi {
  #agent: Agent;

  constructor(private readonly login: ApiLogin) {
    this.#agent = agentWith(login, login.ca);
  }

  /** From now on the server must show a certificate that this authority has signed. */
  trust(authority: string): void {
    this.#agent.destroy();
    this.#agent = agentWith(this.login, authority);
  }

  /** The body as it is: `/readyz` and other texts. */
  text(path: string): Promise<string> {
    return this.#ask('GET', path, null, '');
  }

  async get<T extends z.ZodType>(path: string, schema: T): Promise<z.infer<T>> {
    return schema.parse(JSON.parse(await this.text(path)));
  }

  /** Creates one object in a collection; JSON, or text that is YAML. Answers what the server made of it. */
  async create<T extends z.ZodType = typeof anything>(path: string, object: unknown, schema?: T): Promise<z.infer<T>> {
    const isText = typeof object === 'string';
    const body = isText ? object : JSON.stringify(object);
    const answer = await this.#ask('POST', path, body, isText ? 'application/yaml' : 'application/json');
    return (schema ?? anything).parse(JSON.parse(answer)) as z.infer<T>;
  }

  /** Changes what the patch names of one object, and leaves the rest. */
  async merge(path: string, patch: object): Promise<void> {
    await this.#ask('PATCH', path, JSON.stringify(patch), 'application/merge-patch+json');
  }

  /** Also when there is nothing to delete. */
  async delete(path: string): Promise<void> {
    try {
      await this.#ask('DELETE', path, null, '');
    } catch (error) {
      if (!(error instanceof ApiRefusal && error.status === 404)) throw error;
    }
  }

  dispose(): void {
    this.#agent.destroy();
  }

  #ask(method: string, path: string, body: string | null, type: string): Promise<string> {
    const { server, headers: proof } = this.login;
    const headers = {
      Accept: 'application/json',
      ...proof,
      ...(body === null ? {} : { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }),
    };
    const options = { method, headers, agent: this.#agent, timeout: requestMs };
    return new Promise((resolve, reject) => {
      const asked = request(new URL(path, server), options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve(text);
          else reject(new ApiRefusal(status, text));
        });
      });
      asked.on('timeout', () => asked.destroy(new Error(`No answer to ${method} ${path}`)));
      asked.on('error', reject);
      asked.end(body ?? undefined);
    });
  }
}

const anything = z.unknown();

function agentWith({ key, cert }: ApiLogin, ca: string): Agent {
  return new Agent({ keepAlive: true, maxSockets: 8, ca, key, cert });
}
