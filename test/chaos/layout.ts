import type { AppName } from '../../src/main/demo/model-scene';

/** What a forward is used for. Every use but `idle` is probed all the time besides. */
export const roles = ['short', 'echo', 'download', 'idle', 'mixed'] as const;
export type Role = (typeof roles)[number];

export const contexts = ['north', 'east', 'south'] as const;
export type ContextName = (typeof contexts)[number];

export const apps = [
  'api-gateway',
  'web',
  'slow-reports',
  'orders-db',
  'downloads',
] as const satisfies readonly AppName[];

/** One forward of the soak. */
export interface Place {
  readonly alias: string;
  readonly context: ContextName;
  readonly namespace: 'shop' | 'data';
  readonly app: AppName;
  readonly role: Role;
  readonly resource: string;
  readonly selector?: string;
  readonly port: number | string;
}

type Target = Pick<Place, 'resource' | 'selector' | 'port'>;

/** Every kind of target, so that each way of finding a pod is taken through each fault. */
const targets: Readonly<Record<AppName, readonly Target[]>> = {
  'api-gateway': [
    { resource: 'service/api-gateway', port: 80 },
    { resource: 'pod/api-gateway', port: 8080 },
  ],
  web: [
    { resource: 'service/web', port: 'http' },
    { resource: 'deployment/web', port: 3000 },
  ],
  'slow-reports': [
    { resource: 'pod', selector: 'app=slow-reports', port: 9090 },
    { resource: 'service/slow-reports', port: 9090 },
  ],
  'orders-db': [
    { resource: 'pod/orders-db', port: 5432 },
    { resource: 'service/orders-db', port: 5432 },
  ],
  downloads: [
    { resource: 'deployment/downloads', port: 8081 },
    { resource: 'service/downloads', port: 80 },
  ],
};

/** The pods' ports, for faults that name one. */
export const podPorts: Readonly<Record<AppName, number>> = {
  'api-gateway': 8080,
  web: 3000,
  'slow-reports': 9090,
  'orders-db': 5432,
  downloads: 8081,
};

/** That many forwards, spread over contexts, apps, kinds of target and roles as evenly as it goes. */
export function layoutOf(forwards: number): readonly Place[] {
  return Array.from({ length: forwards }, (_, index) => {
    const context = contexts[index % contexts.length] ?? contexts[0];
    const column = Math.floor(index / contexts.length);
    const app = apps[column % apps.length] ?? apps[0];
    const copy = Math.floor(column / apps.length);
    const ways = targets[app];
    const role = roles[(column + 2 * copy + (index % contexts.length)) % roles.length] ?? 'short';
    const way = ways[copy % ways.length];
    if (!way) throw new Error(`No way to ${app}`);
    const namespace = app === 'orders-db' || app === 'downloads' ? 'data' : 'shop';
    return { alias: `${context}-${app}-${String(copy + 1)}`, context, namespace, app, role, ...way };
  });
}
