import { z } from 'zod';
import { kubeconfigOf } from './kubeconfig';
import type { TestCluster } from './test-cluster';

export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** What finding a pod takes. */
export const looking: readonly Rule[] = [
  { apiGroups: [''], resources: ['pods', 'services'], verbs: ['get', 'list', 'watch'] },
  {
    apiGroups: ['apps'],
    resources: ['deployments', 'statefulsets', 'daemonsets', 'replicasets'],
    verbs: ['get', 'list', 'watch'],
  },
];

export function forwarding(...verbs: readonly string[]): Rule {
  return { apiGroups: [''], resources: ['pods/portforward'], verbs };
}

/** Enough for everything that a forward needs. */
export const everything: readonly Rule[] = [...looking, forwarding('get', 'create')];

const tokenSchema = z.object({ status: z.object({ token: z.string() }) });

/** Lets a user do something in the cluster's namespace. */
export async function grant(cluster: TestCluster, user: string, rules: readonly Rule[]): Promise<void> {
  const subject = { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: user };
  const group = `/apis/rbac.authorization.k8s.io/v1/namespaces/${cluster.namespace}`;
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  await cluster.api.create(`${group}/roles`, { apiVersion, kind: 'Role', metadata: { name: nameOf(user) }, rules });
  await cluster.api.create(`${group}/rolebindings`, {
    apiVersion,
    kind: 'RoleBinding',
    metadata: { name: nameOf(user) },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: nameOf(user) },
    subjects: [subject],
  });
}

/** A service account in the cluster's namespace, whose tokens end with it. */
export class Account {
  private constructor(
    private readonly cluster: TestCluster,
    private readonly name: string,
  ) {}

  static async create(cluster: TestCluster, name: string, rules: readonly Rule[]): Promise<Account> {
    const account = new Account(cluster, name);
    await account.#create();
    await grant(cluster, `system:serviceaccount:${cluster.namespace}:${name}`, rules);
    return account;
  }

  async token(): Promise<string> {
    const { status } = await this.cluster.api.create(
      `${this.#path}/${this.name}/token`,
      { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3_600 } },
      tokenSchema,
    );
    return status.token;
  }

  /** A kubeconfig with a token of this account. */
  async kubeconfig(): Promise<string> {
    return kubeconfigOf(this.cluster.address, { token: await this.token() }, this.cluster.namespace);
  }

  /** From now on its tokens are refused; new ones are not. */
  async revokeTokens(): Promise<void> {
    await this.cluster.api.delete(`${this.#path}/${this.name}`);
    await this.#create();
  }

  get #path(): string {
    return `/api/v1/namespaces/${this.cluster.namespace}/serviceaccounts`;
  }

  async #create(): Promise<void> {
    const metadata = { name: this.name };
    await this.cluster.api.create(this.#path, { apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  }
}

function nameOf(user: string): string {
  return user.replaceAll(':', '-');
}
