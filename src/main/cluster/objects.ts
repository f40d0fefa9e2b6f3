import type { V1Deployment, V1LabelSelector, V1Pod, V1Service } from '@kubernetes/client-node';
import { z } from 'zod';

/**
 * What is read of the API server's answers, and nothing else of them. Absent and null are the same: Go writes both.
 *
 * Only client-node's types are used, to prove these shapes right at compile time. Its generated API classes cost
 * 100 ms and 34 MB in the bundle (Node 20), for a handful of GETs that here also have a deadline and can be aborted.
 */

const labels = z.record(z.string(), z.string()).nullish();
const portNumberOrName = z.union([z.number(), z.string()]);

const containerState = z
  .object({
    waiting: z.object({ reason: z.string().nullish() }).nullish(),
    terminated: z.object({ reason: z.string().nullish() }).nullish(),
  })
  .nullish();

const container = z.object({
  ports: z
    .array(z.object({ name: z.string().nullish(), containerPort: z.number(), protocol: z.string().nullish() }))
    .nullish(),
});

export const podSchema = z.object({
  metadata: z.object({
    name: z.string(),
    uid: z.string().nullish(),
    creationTimestamp: z.string().nullish(),
    deletionTimestamp: z.string().nullish(),
  }),
  spec: z.object({ containers: z.array(container), initContainers: z.array(container).nullish() }),
  status: z
    .object({
      phase: z.string().nullish(),
      reason: z.string().nullish(),
      conditions: z.array(z.object({ type: z.string(), status: z.string(), reason: z.string().nullish() })).nullish(),
      containerStatuses: z.array(z.object({ state: containerState })).nullish(),
      initContainerStatuses: z.array(z.object({ state: containerState })).nullish(),
    })
    .nullish(),
});

export const podListSchema = z.object({
  metadata: z.object({ continue: z.string().nullish() }).nullish(),
  items: z.array(podSchema).nullish(),
});

/** The part of a pod that says whether it serves. */
export const watchedPodSchema = z.object({
  metadata: podSchema.shape.metadata,
  status: z
    .object({
      phase: z.string().nullish(),
      conditions: z.array(z.object({ type: z.string(), status: z.string() })).nullish(),
    })
    .nullish(),
});

/** A list that a watch may go on from, its objects not looked at yet. */
export const watchedListSchema = z.object({
  metadata: z.object({ continue: z.string().nullish(), resourceVersion: z.string() }),
  items: z.array(z.unknown()).nullish(),
});

/** One line of a watch, its object not looked at yet. */
export const watchLineSchema = z.object({ type: z.string(), object: z.unknown() });

export const versionedSchema = z.object({ metadata: z.object({ resourceVersion: z.string() }) });

export const serviceSchema = z.object({
  spec: z.object({
    type: z.string().nullish(),
    clusterIP: z.string().nullish(),
    selector: labels,
    ports: z
      .array(
        z.object({
          name: z.string().nullish(),
          port: z.number(),
          targetPort: portNumberOrName.nullish(),
          protocol: z.string().nullish(),
        }),
      )
      .nullish(),
  }),
});

export const labelSelectorSchema = z.object({
  matchLabels: labels,
  matchExpressions: z
    .array(z.object({ key: z.string(), operator: z.string(), values: z.array(z.string()).nullish() }))
    .nullish(),
});

/** Deployments, stateful sets, daemon sets and replica sets alike. */
export const workloadSchema = z.object({ spec: z.object({ selector: labelSelectorSchema }) });

export type Pod = z.infer<typeof podSchema>;
export type WatchedPod = z.infer<typeof watchedPodSchema>;
export type Service = z.infer<typeof serviceSchema>;
export type LabelSelector = z.infer<typeof labelSelectorSchema>;

/** An API object as JSON has it: dates are text. */
export type Wire<T> = T extends Date ? string : T extends object ? { [K in keyof T]: Wire<T[K]> } : T;

/** Kubernetes always sends these; its types call them optional. */
type Whole<T, K extends keyof T> = T & { [P in K]-?: NonNullable<T[P]> };
type Named<T extends { metadata?: { name?: string } }> = T & { metadata: { name: string } };

/** Fails to compile when what is read here is not what Kubernetes' own types say is there. */
type Accepts<Schema extends z.ZodType, T extends z.input<Schema>> = T;
export type ObjectsAgree = [
  Accepts<typeof podSchema, Named<Whole<Wire<V1Pod>, 'spec'>>>,
  Accepts<typeof watchedPodSchema, Named<Wire<V1Pod>>>,
  Accepts<typeof serviceSchema, Whole<Wire<V1Service>, 'spec'>>,
  Accepts<typeof workloadSchema, Whole<Wire<V1Deployment>, 'spec'>>,
  Accepts<typeof labelSelectorSchema, Wire<V1LabelSelector>>,
];
