import type { KeyFault } from '../../shared/editing';
import { formWords } from '../../shared/words-form';
import { type FieldKey, fieldOf, type Fields } from './form';

const required = ['context', 'namespace', 'target', 'port', 'localPort'] as const;

/** What somebody has done with the form so far. */
export interface Visits {
  /** Fields that were filled in and left. */
  readonly touched: ReadonlySet<FieldKey>;
  /** It was to be saved. */
  readonly attempted: boolean;
}

/**
 * What is wrong at each field, as far as it is time to say so: nobody is told of a field that they have not come to, and an
 * empty one is only missing when it is to be saved. `found`: what main says about the whole entry.
 */
export function faultsAtFields(
  fields: Fields,
  found: readonly KeyFault[],
  { touched, attempted }: Visits,
): ReadonlyMap<FieldKey, KeyFault> {
  const faults = new Map<FieldKey, KeyFault>();
  if (attempted) {
    for (const key of required) {
      if (fields[key].trim() === '') faults.set(key, { key, message: formWords.missing[key], hint: '' });
    }
  }
  for (const fault of found) {
    const field = fieldOf(fault.key);
    if (field === null || fields[field] === '' || faults.has(field)) continue;
    if (attempted || touched.has(field)) faults.set(field, said(field, fields, fault));
  }
  return faults;
}

/** The file's rule for targets is long, and meant for those who write it. */
function said(field: FieldKey, { target }: Fields, fault: KeyFault): KeyFault {
  return field === 'target' && !target.includes('/') ? { ...fault, message: formWords.targetForm } : fault;
}

/** What is wrong with the entry beside its fields, such as keys that nobody knows. */
export function faultsElsewhere(found: readonly KeyFault[]): readonly KeyFault[] {
  return found.filter(({ key }) => fieldOf(key) === null);
}
