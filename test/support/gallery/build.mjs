import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** The stage as one script that defines `stage`, for a page's init script. */
export async function stageScript() {
  const [output] = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry: fileURLToPath(new URL('./stage.ts', import.meta.url)), formats: ['iife'], name: 'stage' },
    },
  });
  return output.output[0].code;
}
