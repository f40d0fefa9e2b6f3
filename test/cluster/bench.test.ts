import { expect, it } from 'vitest';
import { runBench } from '../support/bench';
import { isGiven } from './support/test-cluster';

// It measures a control plane of its own.
it.skipIf(isGiven())('npm run bench measures bytes and connections through the real control plane', async () => {
  const { rows, progress } = await runBench('control-plane');
  expect(
    rows.map(({ name }) => name.replace(/ \(kube-apiserver 1\.\d+\)$/, '')),
    progress,
  ).toEqual(['Download', 'Upload', 'New connection, p50, loopback', 'Connections per second, 16 in parallel']);
  for (const { kubectl, farEnd } of rows) {
    expect(kubectl).toBeGreaterThan(0);
    expect(farEnd).toMatch(/^kube-apiserver 1\.\d+ and a node of kwok's$/);
  }
});
