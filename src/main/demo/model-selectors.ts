import type { KubeObject, Labels } from './model-objects';

/** Whether an object is meant. */
export type Matcher = (object: KubeObject) => boolean;

/** The API's answer to a selector that it cannot read is 400. */
export class SelectorError extends Error {}

const setBased = /^(!?)([\w./-]+)(?:\s+(in|notin)\s*\(([^)]*)\))?$/;
const equality = /^([\w./-]+)\s*(==|!=|=)\s*([\w.-]*)$/;

/** `app=web,tier!=cache,env in (a, b),!canary`, as in the API's `labelSelector` parameter. */
export function labelMatcher(selector: string): Matcher {
  const requirements = splitOutsideParentheses(selector).map(labelRequirement);
  return (object) => requirements.every((requirement) => requirement(object.metadata.labels ?? {}));
}

/** `metadata.name=web,status.phase!=Pending`, as in the API's `fieldSelector` parameter. */
export function fieldMatcher(selector: string): Matcher {
  const requirements = selector.split(',').filter(Boolean).map(fieldRequirement);
  return (object) => requirements.every((requirement) => requirement(object));
}

function splitOutsideParentheses(selector: string): string[] {
  return selector
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function labelRequirement(text: string): (labels: Labels) => boolean {
  const equal = equality.exec(text);
  if (equal) {
    const [, key = '', operator, value = ''] = equal;
    return operator === '!=' ? (labels) => labels[key] !== value : (labels) => labels[key] === value;
  }
  const [whole, negation, key = '', operator, list = ''] = setBased.exec(text) ?? [];
  if (whole === undefined) throw new SelectorError(`unable to parse requirement: ${text}`);
  const values = list.split(',').map((value) => value.trim());
  if (operator === 'in') return (labels) => values.includes(labels[key] ?? '\0');
  if (operator === 'notin') return (labels) => !values.includes(labels[key] ?? '\0');
  return negation === '!' ? (labels) => !Object.hasOwn(labels, key) : (labels) => Object.hasOwn(labels, key);
}

function fieldRequirement(text: string): Matcher {
  const [, field = '', operator, value = ''] = equality.exec(text.trim()) ?? [];
  const read = fields.get(field);
  if (!read) throw new SelectorError(`field label not supported: ${field || text}`);
  return operator === '!=' ? (object) => read(object) !== value : (object) => read(object) === value;
}

const fields: ReadonlyMap<string, (object: KubeObject) => string | undefined> = new Map([
  ['metadata.name', (object: KubeObject) => object.metadata.name],
  ['metadata.namespace', (object: KubeObject) => object.metadata.namespace],
  ['status.phase', (object: KubeObject) => ('phase' in object.status ? object.status.phase : undefined)],
  ['spec.nodeName', (object: KubeObject) => ('nodeName' in object.spec ? object.spec.nodeName : undefined)],
]);
