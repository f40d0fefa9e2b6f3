import type { SaidEvent } from './observation';

/** The program under test, whichever it is. */
export interface Subject {
  /** Local ports by alias. */
  readonly ports: ReadonlyMap<string, number>;
  /** Its processes at this moment. */
  readonly pids: readonly number[];
  /** Lane threads that live, as far as it has said. Their number may change on purpose. */
  readonly lanes: number;
  onSaid(take: (event: SaidEvent) => void): void;
  /** Called back when it ends without having been asked to. */
  onEnded(take: (how: string) => void): void;
  /** Puts a lane in a loop that never ends, or makes it end by itself. */
  harmLane(how: 'loop' | 'crash', pick: number): Promise<void>;
  /** Stops a lane's thread as a debugger would; answers what lets it go on. */
  freezeLane(pick: number): Promise<() => Promise<void>>;
  /** From now on it can open nothing more; answers what lets it again. */
  takeDescriptors(): Promise<() => Promise<void>>;
  /** As a machine that sleeps: nothing of it runs. */
  sleep(): void;
  wake(): void;
  /** Restarts a forward by hand, where that is part of the game; answers whether it is. */
  mend(alias: string): boolean;
  dispose(): Promise<void>;
}
