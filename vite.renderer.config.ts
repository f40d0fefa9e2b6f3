import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** The window. Relative addresses, because it is served by the app's own protocol. */
export default defineConfig({
  root: 'src/renderer',
  base: './',
  plugins: [svelte()],
  build: { target: 'chrome114', outDir: '../../dist/renderer', emptyOutDir: true, sourcemap: true },
});
