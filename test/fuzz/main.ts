import { parseArgs } from 'node:util';
import { type Fuzzer, runRound } from './fuzzer';
import { fuzzers } from './fuzzers';

/** What one fuzzer does before the next has its turn, in milliseconds. */
const turnMs = 2_000;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    rounds: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 0x7fff_ffff) },
    only: { type: 'string' },
  },
});

const chosen = fuzzers.filter(({ name }) => values.only === undefined || name.startsWith(values.only));
const [minutes, seed, rounds] = [values.minutes, values.seed, values.rounds ?? 'Infinity'].map(Number);
if (
  chosen.length === 0 ||
  minutes === undefined ||
  !(minutes > 0) ||
  !Number.isInteger(seed) ||
  !(Number(rounds) > 0)
) {
  console.error('npm run fuzz [-- --minutes N] [--rounds N] [--seed WHOLE-NUMBER] [--only NAME]');
  console.error(`The names: ${fuzzers.map(({ name }) => name).join(', ')}. The start of one is enough.`);
  process.exit(2);
}

process.exitCode = await fuzz(chosen, seed ?? 0, Number(rounds), performance.now() + minutes * 60_000);

/** Round after round of each in turn, until all have had theirs or the time is over. Answers the exit code. */
async function fuzz(all: readonly Fuzzer[], first: number, rounds: number, until: number): Promise<number> {
  console.log(`Seed ${String(first)}: round n of each fuzzer has the seed ${String(first)} + n.`);
  let doing = '';
  const onStray = (error: unknown) => {
    console.error(`${doing} failed outside of any call:`, error);
    process.exit(1);
  };
  process.on('uncaughtException', onStray).on('unhandledRejection', onStray);
  const done = new Map<Fuzzer, number>(all.map((fuzzer) => [fuzzer, 0]));
  const isUnfinished = (fuzzer: Fuzzer) => (done.get(fuzzer) ?? 0) < rounds && performance.now() < until;
  while (all.some(isUnfinished)) {
    for (const fuzzer of all) {
      const turnEnd = performance.now() + turnMs;
      while (isUnfinished(fuzzer) && performance.now() < turnEnd) {
        const round = done.get(fuzzer) ?? 0;
        doing = `${fuzzer.name} with --seed ${String(first + round)} --rounds 1`;
        try {
          await runRound(fuzzer, first + round);
        } catch (error) {
          console.error(error);
          return 1;
        }
        done.set(fuzzer, round + 1);
      }
    }
  }
  for (const [{ name }, count] of done) console.log(`${name}: ${String(count)} rounds`);
  console.log('Nothing was broken.');
  return 0;
}
