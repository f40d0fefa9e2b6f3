import { type Diagnosis, newDiagnosis, stepIds, withStep } from '../../shared/diagnosis';
import { skippedText } from '../../shared/diagnosis-phrases';
import type { ForwardId } from '../../shared/forward';
import type { Problem } from '../../shared/problem';

/** Of a forward that the config has wrong, nothing further can be looked at. */
export function diagnosisOfBroken(
  { id, alias, problem }: { readonly id: ForwardId; readonly alias: string; readonly problem: Problem },
  now: number,
): Diagnosis {
  const [first, ...rest] = stepIds;
  const begun = withStep(newDiagnosis(id, alias, now), first, { state: 'failed', problem, tookMs: 0 });
  return rest.reduce(
    (diagnosis, step) => withStep(diagnosis, step, { state: 'skipped', detail: skippedText(first) }),
    begun,
  );
}
