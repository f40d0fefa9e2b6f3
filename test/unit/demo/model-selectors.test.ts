import { describe, expect, it } from 'vitest';
import { namespaceObject } from '../../../src/main/demo/model-scene';
import { SelectorError, fieldMatcher, labelMatcher } from '../../../src/main/demo/model-selectors';

const namespace = namespaceObject('shop', { nowMs: 0, uid: () => 'some-uid' });
const labelled = (labels: Record<string, string>) => ({ ...namespace, metadata: { ...namespace.metadata, labels } });
const web = labelled({ app: 'web', tier: 'front' });

describe('a label selector', () => {
  it.each([
    ['', true],
    ['app=web', true],
    ['app==web', true],
    ['app=api', false],
    ['app!=web', false],
    ['app!=api', true],
    ['canary!=true', true],
    ['app=web,tier=front', true],
    ['app=web,tier=back', false],
    ['app in (api, web)', true],
    ['app in (api,db),tier=front', false],
    ['app notin (api, db)', true],
    ['app notin (web)', false],
    ['canary notin (true)', true],
    ['app', true],
    ['canary', false],
    ['!canary', true],
    ['!app', false],
    ['tier in (front),app in (web,api)', true],
    ['constructor', false],
  ])('%j matches {app: web, tier: front}: %s', (selector, expected) => {
    expect(labelMatcher(selector)(web)).toBe(expected);
  });

  it.each(['app in web', '=web', 'app=(x)', 'a b'])('%j is refused', (selector) => {
    expect(() => labelMatcher(selector)).toThrow(SelectorError);
  });
});

describe('a field selector', () => {
  it.each([
    ['metadata.name=shop', true],
    ['metadata.name=other', false],
    ['metadata.name!=other', true],
    ['status.phase=Active', true],
    ['status.phase=Active,metadata.name=other', false],
  ])('%j matches the namespace shop: %s', (selector, expected) => {
    expect(fieldMatcher(selector)(namespace)).toBe(expected);
  });

  it('that names a field which cannot be selected by is refused', () => {
    expect(() => fieldMatcher('spec.finalizers=kubernetes')).toThrow(SelectorError);
  });
});
