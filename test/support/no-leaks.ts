import { afterEach } from 'vitest';

/** How the runtime calls it when listeners gather on something. */
const warning = 'MaxListenersExceededWarning';

/**
 * Vitest's set-up of every test file: a test during which listeners gather on something fails, because that is how a leak of
 * them begins. This process says so on its stderr, and its threads pass on to it what they say.
 */
const said: string[] = [];
const write = process.stderr.write.bind(process.stderr) as (...all: unknown[]) => boolean;
process.stderr.write = (...all: unknown[]) => {
  const [chunk] = all;
  const text = chunk instanceof Uint8Array ? Buffer.from(chunk).toString() : String(chunk);
  if (text.includes(warning)) said.push(text);
  return write(...all);
};

afterEach(() => {
  const leaks = said.splice(0);
  if (leaks.length > 0) throw new Error(`Listeners are gathering:\n${leaks.join('\n')}`);
});
