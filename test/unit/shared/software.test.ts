import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { software } from '../../../src/shared/software';

/** Not among the dependencies, since both are part of what is built. */
const builtIn = ['electron', 'svelte'];

function packageJson(path: string) {
  return JSON.parse(readFileSync(path, 'utf8')) as { license: string; dependencies: Record<string, string> };
}

it('names all software that is part of the app, with the licence that it says itself', () => {
  const named = software.map(({ name }) => name);
  expect([...named].sort()).toEqual([...Object.keys(packageJson('package.json').dependencies), ...builtIn].sort());
  for (const { name, licence } of software)
    expect(packageJson(`node_modules/${name}/package.json`).license).toBe(licence);
});
