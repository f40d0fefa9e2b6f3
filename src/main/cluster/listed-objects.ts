import { z } from 'zod';
import { serviceSchema, workloadSchema } from './objects';

/** What is read of the objects that somebody could forward to, and nothing else of them. */

const named = z.object({ metadata: z.object({ name: z.string(), namespace: z.string() }) });
const containers = z.array(
  z.object({
    ports: z
      .array(z.object({ name: z.string().nullish(), containerPort: z.number(), protocol: z.string().nullish() }))
      .nullish(),
  }),
);

export const listedServiceSchema = named.extend(serviceSchema.shape);

export const listedWorkloadSchema = named.extend({
  spec: workloadSchema.shape.spec.extend({
    template: z.object({ spec: z.object({ containers: containers.nullish() }).nullish() }).nullish(),
  }),
});

export const listedPodSchema = z.object({
  metadata: z.object({
    name: z.string(),
    generateName: z.string().nullish(),
    labels: z.record(z.string(), z.string()).nullish(),
    ownerReferences: z.array(z.object({ kind: z.string() })).nullish(),
  }),
  spec: z.object({ containers: containers.nullish() }).nullish(),
  status: z.object({ phase: z.string().nullish() }).nullish(),
});

export const listedNamespaceSchema = z.object({ metadata: z.object({ name: z.string() }) });

/** Kinds of workloads that are listed, and what permissions call them. */
export const workloadResources = {
  deployment: 'deployments',
  statefulset: 'statefulsets',
  daemonset: 'daemonsets',
} as const;
