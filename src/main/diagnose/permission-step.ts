import { z } from 'zod';
import type { ForwardSpec } from '../../shared/forward';
import { ApiStatusError } from '../cluster/api-errors';
import type { ApiLine } from './api-line';
import { type Found, warning } from './finding';
import {
  accessReview,
  judgePermissions,
  type PermissionAnswer,
  type PermissionGain,
  permissionGain,
  permissionsFor,
} from './permissions';

const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const reviewSchema = z.object({ status: z.object({ allowed: z.boolean() }) });

/** Asks the API server what this user may do. Where it does not tell, what follows is tried all the same. */
export async function askPermissions(
  spec: ForwardSpec,
  line: ApiLine,
  kubeconfigPath: string | undefined,
  signal: AbortSignal,
): Promise<Found<PermissionGain>> {
  const answers: PermissionAnswer[] = [];
  try {
    for (const permission of permissionsFor(spec.target)) {
      const review = reviewSchema.parse(await line.get(path, signal, accessReview(permission, spec.namespace)));
      answers.push({ permission, isAllowed: review.status.allowed });
    }
  } catch (error) {
    const isUntold = error instanceof z.ZodError || (error instanceof ApiStatusError && error.status !== 401);
    if (!isUntold) throw error;
    const why =
      error instanceof ApiStatusError ? `it answered ${String(error.status)}` : 'its answer is not understood';
    const finding = warning(`The API server does not tell what this user may do: ${why}`);
    return { finding, gained: { mayFindPods: true, mayOpenTunnels: true } };
  }
  return { finding: judgePermissions(answers, spec, kubeconfigPath), gained: permissionGain(answers) };
}
