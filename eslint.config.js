import js from '@eslint/js';
import globals from 'globals';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/**
 * The layers of src/main and what each may import from its siblings; every layer may import `base` and `src/shared`.
 * Imports point inward: nothing inner may know anything outer.
 */
const layers = {
  base: [],
  tunnel: [],
  worker: ['tunnel'],
  engine: ['worker', 'tunnel'],
  cluster: ['engine', 'worker', 'tunnel'],
  diagnose: ['cluster', 'engine', 'worker', 'tunnel'],
  config: [],
  demo: ['tunnel'],
  log: ['engine'],
  terminal: ['engine'],
  desktop: ['engine', 'config'],
};

/** Packages that only one layer may import: the reason the layer exists. */
const ownedPackages = {
  '@kubernetes/client-node': ['cluster'],
  electron: ['desktop'],
  'electron-store': ['desktop'],
};

function layerRules(layer, allowed) {
  const foreign = Object.keys(layers).filter(
    (other) => other !== layer && other !== 'base' && !allowed.includes(other),
  );
  const owned = Object.entries(ownedPackages).filter(([, owners]) => !owners.includes(layer));
  return {
    files: [`src/main/${layer}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: owned.map(([name]) => ({
            name,
            message: `Only ${ownedPackages[name].join(', ')} may import ${name}.`,
          })),
          patterns: [
            ...foreign.map((other) => ({
              group: [`**/${other}/*`, `**/${other}`],
              message: `${layer}/ may not import ${other}/: imports point inward (eslint.config.js).`,
            })),
            { group: ['**/renderer/**'], message: 'The main process knows nothing of the window.' },
            { group: ['../compose', '../index', '../headless'], message: 'Only entry points wire things together.' },
          ],
        },
      ],
    },
  };
}

export default tseslint.config(
  { ignores: ['dist/', 'release/', '.cache/', 'node_modules/', 'docs/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './src/renderer/tsconfig.json'],
        extraFileExtensions: ['.svelte'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['src/renderer/**/*.svelte', 'src/renderer/**/*.svelte.ts'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: tseslint.parser, svelteConfig } },
  },
  {
    files: ['src/shared/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^(node:|electron|@kubernetes|\\.\\./main|\\.\\./renderer)', message: 'src/shared is pure.' },
          ],
        },
      ],
    },
  },
  {
    files: ['src/renderer/**/*.ts', 'src/renderer/**/*.svelte'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [{ regex: '^(node:|electron|@kubernetes)|/main/', message: 'The window imports only src/shared.' }],
        },
      ],
    },
  },
  ...Object.entries(layers).map(([layer, allowed]) => layerRules(layer, allowed)),
  { files: ['src/main/headless.ts', 'scripts/**', 'test/**'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: { globals: globals.node, parserOptions: { project: null } },
  },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
