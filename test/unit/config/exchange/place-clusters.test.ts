import { describe, expect, it } from 'vitest';
import { clustersIn } from '../../../../src/main/config/context-entries';
import { addForwards } from '../../../../src/main/config/edit-yaml';
import { importText } from '../../../../src/main/config/exchange/import-text';
import { placeClusters } from '../../../../src/main/config/exchange/place-clusters';
import { noSurroundings } from '../../../../src/main/config/exchange/surroundings';
import type { ForwardDraft } from '../../../../src/shared/import-plan';
import { parse } from 'yaml';

const config = `contexts:
  - name: prod
    kubeconfig: customer.yaml # theirs
    production: true
    namespaces: []
`;
const read = (text: string) =>
  placeClusters(importText(text, null, noSurroundings), clustersIn(parse(config)), '/home/mia/portwatch.yaml');

describe('importing into a config whose context names a kubeconfig of its own', () => {
  it('adds to that context, and says so once', () => {
    const { drafts, notes } = read(
      'kubectl --context prod -n a port-forward svc/web 8080:80\nkubectl --context prod -n b port-forward svc/web 8081:80',
    );
    expect(drafts).toMatchObject([
      { context: 'prod', kubeconfig: 'customer.yaml', namespace: 'a' },
      { context: 'prod', kubeconfig: 'customer.yaml', namespace: 'b' },
    ]);
    expect(notes).toMatchObject([
      { kind: 'changed', what: 'kubeconfig of context prod', where: 'line 1', costsForward: false },
    ]);
    const text = addForwards(config, drafts as readonly ForwardDraft[]);
    expect(text.match(/name: prod/g)).toHaveLength(1);
    expect(text).toContain(
      'kubeconfig: customer.yaml # theirs\n    production: true\n    namespaces:\n      - name: a\n',
    );
  });

  it('knows its file by its path', () => {
    const { drafts, notes } = read(
      'kubectl --kubeconfig /home/mia/customer.yaml --context prod -n a port-forward svc/web 8080:80',
    );
    expect(drafts).toMatchObject([{ context: 'prod', kubeconfig: 'customer.yaml' }]);
    expect(notes).toEqual([]);
  });
});
