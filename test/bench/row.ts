import type { ForwarderName } from './forwarders';

/** Who is measured: those that forward, and the smallest app that has a tray icon. */
export type ContestantName = ForwarderName | 'helloWorld';

/** A line of the table. `null` where a client was not measured; infinite where it never got there. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  readonly portwatch: number;
  /** By the WebSocket tunnel. */
  readonly kubectl: number | null;
  readonly kubectlSpdy: number | null;
  readonly clientNode: number | null;
  readonly helloWorld: number | null;
  /** Portwatch's figure by kubectl's, or by the hello-world app's where that is the other one; null without one. */
  readonly ratio: number | null;
  /** What has to be reached, for a person; empty when the row only informs. */
  readonly target: string;
  /** null when there is no target. */
  readonly met: boolean | null;
  /** What answered at the other end of the forwards, for a person; null when nothing was forwarded. */
  readonly farEnd: string | null;
}

/** What decides whether a row's target is met. */
export interface Target {
  readonly text: string;
  reached(portwatch: number, ratio: number | null): boolean;
}

export function atLeastTimes(factor: number): Target {
  return { text: `≥ ${String(factor)} × kubectl`, reached: (_, ratio) => ratio !== null && ratio >= factor };
}

export function atMostTimes(factor: number, other = 'kubectl'): Target {
  return { text: `≤ ${String(factor)} × ${other}`, reached: (_, ratio) => ratio !== null && ratio <= factor };
}

export function atMost(limit: number, unit: string): Target {
  return { text: `≤ ${String(limit)} ${unit}`, reached: (portwatch) => portwatch <= limit };
}

export type Figures = Partial<Readonly<Record<ContestantName, number>>>;

/** NaN stands for Portwatch where it was not measured, or failed; no target is met by that. */
export function rowOf(name: string, unit: string, figures: Figures, target: Target | null): Row {
  const portwatch = figures.portwatch ?? Number.NaN;
  const other = figures.kubectl ?? figures.helloWorld;
  const isComparable = other !== undefined && Number.isFinite(other) && other > 0 && Number.isFinite(portwatch);
  const ratio = isComparable ? portwatch / other : null;
  return {
    name,
    unit,
    portwatch,
    kubectl: figures.kubectl ?? null,
    kubectlSpdy: figures.kubectlSpdy ?? null,
    clientNode: figures.clientNode ?? null,
    helloWorld: figures.helloWorld ?? null,
    ratio,
    target: target?.text ?? '',
    met: target === null ? null : target.reached(portwatch, ratio),
    farEnd: null,
  };
}

export function withFarEnd(farEnd: string, rows: readonly Row[]): readonly Row[] {
  return rows.map((row) => ({ ...row, farEnd }));
}

/** The contestants whose figure is infinite. */
export function whoNeverGotThere(row: Row): readonly ContestantName[] {
  return contestants.filter((name) => row[name] === Infinity);
}

const contestants = ['portwatch', 'kubectl', 'kubectlSpdy', 'clientNode', 'helloWorld'] as const;
