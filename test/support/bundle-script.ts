import { build } from 'vite';

/** A program of the tests and all that it needs, as the text of one script for a plain Node. */
export async function bundleScript(entry: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: { write: false, ssr: entry, rolldownOptions: { output: { format: 'cjs', codeSplitting: false } } },
  });
  const [first] = Array.isArray(result) ? result : [result];
  const [chunk] = 'output' in first ? first.output : [];
  if (chunk?.type !== 'chunk') throw new Error(`${entry} could not be bundled`);
  return chunk.code;
}
