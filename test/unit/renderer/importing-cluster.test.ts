import { describe, expect, it } from 'vitest';
import { Generating } from '../../../src/renderer/importing-cluster.svelte';
import { LastImport } from '../../../src/renderer/importing-last.svelte';
import type { OfferedContext } from '../../../src/shared/discovery';
import { listed } from '../../support/fake-editing';
import { FakeWindowApi } from '../../support/fake-window-api';
import { someDraft, somePlanned } from '../../support/plans';
import { someSnapshot, unreachable } from '../../support/views';

function context(name: string, changes: Partial<OfferedContext> = {}): OfferedContext {
  return { name, cluster: name, namespace: 'shop', isCurrent: false, ...changes };
}

function prepared() {
  const api = new FakeWindowApi(someSnapshot([]));
  api.editing.contexts = listed([context('staging'), context('prod', { isCurrent: true })]);
  api.editing.namespaces = {
    prod: listed(['data', 'shop']),
    staging: { kind: 'failed', problem: unreachable },
  };
  api.exchange.plan = somePlanned({ adds: [someDraft({})] });
  return { api, generating: new Generating(api, new LastImport(api)) };
}

describe('picking services of a cluster', () => {
  it("begins with the kubeconfig's current context and its namespace", async () => {
    const { generating } = prepared();
    await generating.open();
    expect([generating.context, generating.names, generating.isReady]).toEqual(['prod', ['shop'], true]);
  });

  it('begins with nothing where no context is the current one of several', async () => {
    const { api, generating } = prepared();
    api.editing.contexts = listed([context('a'), context('b')]);
    await generating.open();
    expect([generating.context, generating.isReady]).toEqual(['', false]);
  });

  it('lets namespaces be typed where they cannot be listed, and says why', async () => {
    const { generating } = prepared();
    await generating.open();
    await generating.setContext('staging');
    expect(generating.namespaces).toEqual({ kind: 'failed', problem: unreachable });
    generating.typed = ' shop, data shop ';
    expect(generating.names).toEqual(['shop', 'data']);
  });

  it('takes no name that was typed for one cluster for another, and none that nobody sees', async () => {
    const { api, generating } = prepared();
    await generating.open();
    await generating.setContext('staging');
    generating.typed = 'payments';
    expect(generating.isReady).toBe(true);
    await generating.setContext('staging', true);
    expect(generating.names, 'asking again is about the same cluster').toEqual(['payments']);
    api.editing.slow = true;
    void generating.setContext('staging', true);
    expect(generating.isReady).toBe(false);
    api.editing.slow = false;
    api.editing.namespaces = {};
    await generating.setContext('prod');
    expect([generating.names, generating.typed]).toEqual([[], '']);
  });

  it('does not make anybody wait for the names of namespaces', async () => {
    const { api, generating } = prepared();
    await generating.open();
    api.editing.slow = true;
    void generating.setContext('staging');
    expect(generating.namespaces.kind).toBe('asking');
    generating.stopWaiting();
    expect([generating.namespaces.kind, generating.names]).toEqual(['none', ['shop']]);
    expect(api.asked.at(-1)).toMatch(/^cancel-listing /);
  });

  it('chooses none of what the cluster has', async () => {
    const { api, generating } = prepared();
    await generating.open();
    generating.toggle(['data'], true);
    await generating.look();
    expect(api.asked).toContain('plan-generate prod: shop data');
    expect(generating.flow.sheet?.rows.map(({ chosen }) => chosen)).toEqual([false]);
  });

  it('asks the whole cluster for all namespaces', async () => {
    const { api, generating } = prepared();
    await generating.open();
    generating.everywhere = true;
    await generating.look();
    expect(api.asked).toContain('plan-generate prod: ');
  });

  it('asks nothing where no namespace is named', async () => {
    const { api, generating } = prepared();
    await generating.open();
    generating.toggle(['shop'], false);
    await generating.look();
    expect([generating.isReady, api.asked.some((one) => one.startsWith('plan-generate'))]).toEqual([false, false]);
  });

  it('ends the question to the cluster when it is cancelled, or the dialog is closed', async () => {
    const { api, generating } = prepared();
    await generating.open();
    api.exchange.held = true;
    void generating.look();
    generating.flow.back();
    void generating.look();
    generating.closed();
    expect(api.asked.filter((one) => one === 'cancel-generate')).toHaveLength(2);
    expect(generating.flow.step.kind).toBe('source');
  });
});
