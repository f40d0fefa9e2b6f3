import { describe, expect, it } from 'vitest';
import { addForwards } from '../../../../src/main/config/edit-yaml';
import { undoImport } from '../../../../src/main/config/exchange/undo-import';
import type { ForwardDraft } from '../../../../src/shared/import-plan';

const file = `# Of the shop team.
contexts:
  - name: staging
    namespaces:
      - name: shop # theirs
        forwards:
          - { resource: service/web, port: 80, localPort: 8080 } # the page
`;

const draft = (namespace: string, localPort: number, context = 'staging'): ForwardDraft => ({
  context,
  namespace,
  forward: { resource: 'service/new', port: 80, localPort },
});
const added = [draft('shop', 1), draft('shop', 2), draft('stock', 3), draft('shop', 4, 'live')];

describe('taking an import back', () => {
  it('gives the file that there was, byte for byte', () => {
    expect(undoImport(addForwards(file, added), added)).toEqual({ text: file, removed: added, left: [] });
  });

  it('takes out the contexts that were written for it, but not those that were there, nor what has been added to them since', () => {
    const alone = { ...draft('shop', 5, 'live'), kubeconfig: '~/k.yaml' };
    const theirs = { ...alone, production: true } as const;
    const written = [{ context: 'live', kubeconfig: '~/k.yaml', production: true }] as const;
    const imported = addForwards(file, [theirs]);
    expect(imported).toContain('kubeconfig: ~/k.yaml\n    production: true\n');
    expect(undoImport(imported, [alone], written).text).toBe(file);
    expect(undoImport(imported, [alone]).text).toContain('production: true\n    namespaces: []\n');
    const unmarked = imported.replace('    production: true\n', '');
    expect(undoImport(unmarked, [alone], written).text).toContain('kubeconfig: ~/k.yaml\n    namespaces: []\n');
    const empty = file.concat('  - name: live\n    kubeconfig: ~/k.yaml\n    namespaces: []\n');
    expect(undoImport(addForwards(empty, [theirs]), [alone]).text).toBe(empty);
  });

  it('leaves, and names, what is not as it was added, or gone', () => {
    const changed = addForwards(file, added).replace('localPort: 2', 'localPort: 22 # mine');
    const { text, removed, left } = undoImport(changed, added);
    expect(left).toEqual([added[1]]);
    expect(removed).toHaveLength(3);
    expect(text).toContain('localPort: 22 # mine');
    expect(undoImport(file, added)).toEqual({ text: file, removed: [], left: added });
  });

  it('takes as many out as were added, when the same is there more than once', () => {
    const twice = addForwards(addForwards(file, [draft('shop', 1)]), [draft('shop', 1)]);
    expect(undoImport(twice, [draft('shop', 1)]).text).toBe(addForwards(file, [draft('shop', 1)]));
  });
});
