import { z } from 'zod';
import { podSchema } from '../cluster/objects';

/** More of a pod than forwarding needs: how its containers fare. */
const ended = z.object({
  reason: z.string().nullish(),
  exitCode: z.number().nullish(),
  finishedAt: z.string().nullish(),
});

const containerStatus = z.object({
  name: z.string(),
  ready: z.boolean().nullish(),
  restartCount: z.number().nullish(),
  state: z
    .object({
      waiting: z.object({ reason: z.string().nullish() }).nullish(),
      terminated: ended.nullish(),
      running: z.object({}).nullish(),
    })
    .nullish(),
  lastState: z.object({ terminated: ended.nullish() }).nullish(),
});

const statusSchema = z
  .object({
    containerStatuses: z.array(containerStatus).nullish(),
    initContainerStatuses: z.array(containerStatus).nullish(),
  })
  .nullish();

/** The pod, with its containers' states under `containers`. */
export const observedPodSchema = z.unknown().transform((value, context) => {
  const pod = podSchema.safeParse(value);
  const more = z.object({ status: statusSchema }).safeParse(value);
  if (pod.success && more.success) {
    const { initContainerStatuses, containerStatuses } = more.data.status ?? {};
    return { ...pod.data, containers: [...(initContainerStatuses ?? []), ...(containerStatuses ?? [])] };
  }
  context.addIssue({ code: 'custom', message: 'it is no pod' });
  return z.NEVER;
});

export const observedListSchema = z.object({
  metadata: z.object({ continue: z.string().nullish() }).nullish(),
  items: z.array(observedPodSchema).nullish(),
});

export type ObservedPod = z.infer<typeof observedPodSchema>;
export type ObservedContainer = ObservedPod['containers'][number];
