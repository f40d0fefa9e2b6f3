import { defineConfig } from 'vite';

/**
 * Everything that runs on Node: the Electron main process, the headless program and the threads they start.
 * CommonJS, because the oldest Electron we run on cannot load an ES module as its main file.
 */
export default defineConfig({
  build: {
    ssr: true,
    target: 'node18',
    outDir: 'dist/main',
    emptyOutDir: true,
    sourcemap: true,
    rolldownOptions: {
      input: {
        index: 'src/main/index.ts',
        headless: 'src/main/headless.ts',
        lane: 'src/main/worker/lane-entry.ts',
        demo: 'src/main/demo/demo-entry.ts',
        'config-jobs': 'src/main/config/jobs-entry.ts',
      },
      external: ['electron'],
      output: {
        format: 'cjs',
        entryFileNames: '[name].cjs',
        chunkFileNames: 'chunk-[name]-[hash].cjs',
        // Half as much to read at every start. All names stay, for stack traces; places in them are told by the source maps.
        minify: { compress: false, mangle: false, codegen: true },
      },
    },
  },
  ssr: { noExternal: true },
});
