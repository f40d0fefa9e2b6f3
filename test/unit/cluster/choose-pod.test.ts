import { describe, expect, it } from 'vitest';
import { choosePod, noneReadyText, podStateText, podsWithPrefix } from '../../../src/main/cluster/choose-pod';
import { pod, running } from './objects';

const namesOf = (pods: readonly { metadata: { name: string } }[]) => pods.map(({ metadata }) => metadata.name);

describe('a pod name prefix', () => {
  const pods = ['api', 'api-7f9c-x', 'apix-1', 'api-gateway-1', 'my-api-1'].map((name) => pod(name));

  it('means whole name segments', () => {
    expect(namesOf(podsWithPrefix(pods, 'api-gateway'))).toEqual(['api-gateway-1']);
    expect(namesOf(podsWithPrefix(pods.slice(1), 'api'))).toEqual(['api-7f9c-x', 'api-gateway-1']);
  });

  it('is an exact name first', () => {
    expect(namesOf(podsWithPrefix(pods, 'api'))).toEqual(['api']);
  });

  it('may find nothing', () => {
    expect(podsWithPrefix(pods, 'ap')).toEqual([]);
  });
});

describe('the pod that is chosen', () => {
  it('is the newest', () => {
    const old = pod('a', { created: '2024-01-01T00:00:00Z' });
    const young = pod('b', { created: '2024-01-02T00:00:00Z' });
    expect(choosePod([old, young])).toBe(young);
  });

  it('is the first by name among equals, whatever the order of the list', () => {
    const [a, b] = [pod('a'), pod('b')];
    expect(choosePod([a, b])).toBe(a);
    expect(choosePod([b, a])).toBe(a);
  });

  it.each([
    ['being deleted', pod('x', { deleted: '2024-01-02T00:00:00Z' })],
    ['not ready', pod('x', { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] } })],
    ['without conditions', pod('x', { status: { phase: 'Running' } })],
    ['pending', pod('x', { status: { ...running, phase: 'Pending' } })],
    ['finished', pod('x', { status: { ...running, phase: 'Succeeded' } })],
  ])('is never one that is %s', (_, unfit) => {
    expect(choosePod([unfit])).toBeNull();
    expect(choosePod([unfit, pod('fit', { created: '2020-01-01T00:00:00Z' })])?.metadata.name).toBe('fit');
  });
});

describe('what pods are doing', () => {
  const waiting = (reason: string) => ({
    name: 'c',
    image: '',
    imageID: '',
    ready: false,
    restartCount: 0,
    state: { waiting: { reason } },
  });

  it.each([
    [pod('x', { deleted: '2024-01-02T00:00:00Z' }), 'Terminating'],
    [pod('x', { status: { phase: 'Running' } }), 'Running (not ready)'],
    [pod('x', { status: { phase: 'Pending' } }), 'Pending'],
    [pod('x', { status: {} }), 'Unknown'],
    [pod('x', { status: { phase: 'Succeeded' } }), 'Succeeded'],
    [pod('x', { status: { phase: 'Failed', reason: 'Evicted' } }), 'Failed (Evicted)'],
    [
      pod('x', { status: { phase: 'Running', containerStatuses: [waiting('CrashLoopBackOff')] } }),
      'Running (CrashLoopBackOff)',
    ],
    [
      pod('x', { status: { phase: 'Pending', initContainerStatuses: [waiting('PodInitializing')] } }),
      'Pending (PodInitializing)',
    ],
    [
      pod('x', {
        status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }] },
      }),
      'Pending (Unschedulable)',
    ],
  ])('is said: %#', (object, text) => {
    expect(podStateText(object)).toBe(text);
  });

  it('is said of each, when there are few', () => {
    const pods = [
      pod('web-2', { status: { phase: 'Running' } }),
      pod('web-1', { status: { phase: 'Pending', containerStatuses: [waiting('ImagePullBackOff')] } }),
    ];
    expect(noneReadyText(pods)).toBe(
      '2 pods match, none ready: web-1 is Pending (ImagePullBackOff), web-2 is Running (not ready)',
    );
    expect(noneReadyText(pods.slice(0, 1))).toBe('1 pod matches, not ready: web-2 is Running (not ready)');
  });

  it('is said of three, when there are many', () => {
    const pods = [1, 2, 3, 4, 5].map((index) => pod(`w-${index}`, { status: { phase: 'Pending' } }));
    expect(noneReadyText(pods)).toBe(
      '5 pods match, none ready: w-1 is Pending, w-2 is Pending, w-3 is Pending and 2 more',
    );
  });
});
