import type { LabelSelector } from './objects';

/** The query that picks what has all these labels; null for none, which in a Service means no pods at all. */
export function labelsQuery(labels: Readonly<Record<string, string>> | null | undefined): string | null {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? null : pairs.sort().join(',');
}

/** The query for a workload's selector; null when it is empty or has an operator that is not known. */
export function selectorQuery({ matchLabels, matchExpressions }: LabelSelector): string | null {
  const expressions = (matchExpressions ?? []).map(({ key, operator, values }) => {
    const set = `(${[...(values ?? [])].sort().join(',')})`;
    switch (operator) {
      case 'In':
        return `${key} in ${set}`;
      case 'NotIn':
        return `${key} notin ${set}`;
      case 'Exists':
        return key;
      case 'DoesNotExist':
        return `!${key}`;
      default:
        return null;
    }
  });
  if (expressions.includes(null)) return null;
  const parts = [labelsQuery(matchLabels), ...expressions].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(',');
}
