import { Dice } from './dice';

/** Hostile input for one part of the program, and what must hold whatever it is. */
export interface Fuzzer {
  readonly name: string;
  /** Of this many rounds each unit test run consists: half a second's worth, or less. */
  readonly unitRounds: number;
  /** Throws when what must hold does not. The dice are all that makes one round differ from another. */
  round(dice: Dice): void | Promise<void>;
}

/** One round; its failure says how to see it again. */
export async function runRound(fuzzer: Fuzzer, seed: number): Promise<void> {
  try {
    await fuzzer.round(new Dice(seed));
  } catch (error) {
    const again = `npm run fuzz -- --only ${fuzzer.name} --seed ${String(seed)} --rounds 1`;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${fuzzer.name} failed: ${reason}\nOnce more: ${again}`, { cause: error });
  }
}

/** Something that must hold, and does not. */
export function check(condition: boolean, claim: string): asserts condition {
  if (!condition) throw new Error(claim);
}

/** Both must be the same, as text. */
export function checkSame(one: unknown, other: unknown, claim: string): void {
  const [first, second] = [JSON.stringify(one), JSON.stringify(other)];
  if (first === second) return;
  let at = 0;
  while (first[at] === second[at]) at += 1;
  const part = (text: string) => text.slice(Math.max(0, at - 40), at + 80);
  throw new Error(`${claim}:\n  ${part(first)}\n  ${part(second)}`);
}
