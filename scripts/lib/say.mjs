/** Progress for people. On stderr, because stdout belongs to the program that is started. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** What went wrong and what to do about it, without a stack: for causes outside this repository. */
export class SetupError extends Error {
  constructor(message) {
    super(message);
    this.name = 'SetupError';
  }
}

/**
 * Runs a launcher's main function. Its number becomes the exit code; a `SetupError` is printed as it is, anything
 * else with its stack.
 *
 * @param {() => Promise<number>} main
 */
export async function launch(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    say(error instanceof SetupError ? error.message : error instanceof Error ? String(error.stack) : String(error));
    process.exitCode = 1;
  }
}
