import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** pod-main.ts and all that it needs, as one script for a plain Node. */
export async function bundlePodMain(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      write: false,
      ssr: fileURLToPath(new URL('pod-main.ts', import.meta.url)),
      rolldownOptions: { output: { format: 'cjs', codeSplitting: false } },
    },
  });
  const [first] = Array.isArray(result) ? result : [result];
  const [chunk] = 'output' in first ? first.output : [];
  if (chunk?.type !== 'chunk') throw new Error('The programs of test pods could not be bundled');
  return chunk.code;
}
