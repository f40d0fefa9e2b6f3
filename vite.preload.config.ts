import { defineConfig } from 'vite';

/** The preload script: one CommonJS file, because a sandboxed preload can load nothing else. */
export default defineConfig({
  build: {
    ssr: true,
    target: 'chrome114',
    outDir: 'dist/preload',
    emptyOutDir: true,
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      input: { preload: 'src/main/preload.ts' },
      external: ['electron'],
      output: { format: 'cjs', entryFileNames: '[name].cjs' },
    },
  },
  ssr: { noExternal: true },
});
