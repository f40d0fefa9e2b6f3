import type { ForwarderName } from './forwarders';

/** A line of the table. `null` where a client was not measured; infinite where it never got there. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  readonly portwatch: number;
  /** By the WebSocket tunnel. */
  readonly kubectl: number | null;
  readonly kubectlSpdy: number | null;
  readonly clientNode: number | null;
  /** Portwatch's figure by kubectl's; null without one. */
  readonly ratio: number | null;
  /** What has to be reached, for a person; empty when the row only informs. */
  readonly target: string;
  /** null when there is no target. */
  readonly met: boolean | null;
}

/** What decides whether a row's target is met. */
export interface Target {
  readonly text: string;
  reached(portwatch: number, ratio: number | null): boolean;
}

export function atLeastTimes(factor: number): Target {
  return { text: `≥ ${String(factor)} × kubectl`, reached: (_, ratio) => ratio !== null && ratio >= factor };
}

export function atMostTimes(factor: number): Target {
  return { text: `≤ ${String(factor)} × kubectl`, reached: (_, ratio) => ratio !== null && ratio <= factor };
}

export function atMost(limit: number, unit: string): Target {
  return { text: `≤ ${String(limit)} ${unit}`, reached: (portwatch) => portwatch <= limit };
}

export type Figures = Partial<Readonly<Record<ForwarderName, number>>>;

export function rowOf(name: string, unit: string, figures: Figures, target: Target | null): Row {
  const portwatch = figures.portwatch ?? Number.NaN;
  const kubectl = figures.kubectl ?? null;
  const isComparable = kubectl !== null && Number.isFinite(kubectl) && kubectl > 0;
  const ratio = isComparable ? portwatch / kubectl : null;
  return {
    name,
    unit,
    portwatch,
    kubectl,
    kubectlSpdy: figures.kubectlSpdy ?? null,
    clientNode: figures.clientNode ?? null,
    ratio,
    target: target?.text ?? '',
    met: target === null ? null : target.reached(portwatch, ratio),
  };
}
