import { expect, it } from 'vitest';
import { runBench } from '../support/bench';

it('npm run bench measures launch and memory in the tray beside a hello-world app, on the same Electron', async () => {
  const { rows, progress } = await runBench('tray');
  expect(
    rows.map(({ name }) => name.replace(/ \(Electron [\d.]+\)$/, '')),
    progress,
  ).toEqual(['Launch until the tray icon is there', 'Memory as a tray icon']);
  for (const { helloWorld, ratio, target } of rows) {
    expect(helloWorld).toBeGreaterThan(0);
    expect(ratio).toBeGreaterThan(0);
    expect(target).toBe('≤ 1.5 × hello world');
  }
});
