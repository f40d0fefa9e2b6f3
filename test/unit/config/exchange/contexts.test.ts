import { describe, expect, it } from 'vitest';
import { addForwards } from '../../../../src/main/config/edit-yaml';
import { draftsOf, existingForwards } from '../../../../src/main/config/exchange/existing';
import { exportForwards } from '../../../../src/main/config/exchange/export-forwards';
import { importText } from '../../../../src/main/config/exchange/import-text';
import { planImport } from '../../../../src/main/config/exchange/plan';
import { noSurroundings } from '../../../../src/main/config/exchange/surroundings';
import type { PlannedForward } from '../../../../src/shared/import-plan';

const file = `defaults: { group: shop, bindAddress: 127.0.0.2 }
contexts:
  - name: live
    production: true
    namespaces:
      - name: shop
        forwards:
          - { resource: service/web, port: 80, localPort: 8080 }
          - { resource: service/api, port: 80, localPort: 8080, bindAddress: 127.0.0.3 }
`;

const read = (text: string) => importText(text, 'portwatch', noSurroundings);
const plan = (into: string, text = file) => {
  const { drafts, notes } = read(text);
  return planImport(existingForwards(into), { drafts: drafts as readonly PlannedForward[], notes });
};

describe('what a file says of a whole context, or of all forwards', () => {
  it('comes along when it is imported: a new context is production, too, and each forward has the defaults', () => {
    const { adds, cannot, changes } = plan('');
    expect(cannot).toEqual([]);
    expect(changes.map(({ what }) => what)).toEqual(['defaults']);
    const text = addForwards('', adds);
    expect(text).toMatch(/- name: live\n +production: true\n/);
    expect(existingForwards(text).map(({ forward }) => [forward.group, forward.bindAddress])).toEqual([
      ['shop', '127.0.0.2'],
      ['shop', '127.0.0.3'],
    ]);
  });

  it('is told when the context is there already, and not production', () => {
    const there = file.replace('    production: true\n', '').replaceAll('8080', '9090');
    expect(plan(there).changes.map(({ what }) => what)).toEqual(['defaults', 'production of context live']);
    expect(plan(file.replaceAll('8080', '9090')).changes.map(({ what }) => what)).toEqual(['defaults']);
  });

  it('counts when it is asked whose ports are taken', () => {
    const other = file.replace('group: shop, bindAddress: 127.0.0.2', 'group: other');
    expect(plan(file, other).conflicts.map(({ kind }) => kind)).toEqual(['same']);
    expect(plan(file).conflicts.map(({ kind }) => kind)).toEqual(['same', 'same']);
  });

  it('goes into an export of ours, and is told once where another format has nothing like it', () => {
    const drafts = draftsOf(existingForwards(file));
    expect(exportForwards(drafts, 'portwatch').text).toContain('production: true');
    expect(exportForwards(drafts, 'kubectl').text).toContain('--address 127.0.0.2');
    const { notes } = exportForwards(drafts, 'kftray');
    expect(notes.filter(({ what }) => what.startsWith('production')).map(({ what }) => what)).toEqual([
      'production of context live',
    ]);
  });

  it('is told when nobody knows it', () => {
    const text = file
      .replace('production: true', 'colour: red')
      .replace('- name: shop', '- team: web\n        name: shop');
    expect(read(text).notes.map(({ what, where }) => [what, where])).toEqual([
      ['defaults', 'the file'],
      ['"colour"', 'contexts[0]'],
      ['"team"', 'contexts[0].namespaces[0]'],
    ]);
  });

  it('is told of retryOnStale, where kportal means another thing by leaving it out', () => {
    const why = (reliability: string) =>
      importText(`${file}reliability: ${reliability}\n`, 'kportal', noSurroundings).notes.find(
        ({ what }) => what === 'reliability',
      )?.why;
    expect(why('{ dialTimeout: 5s }')).toContain('with retryOnStale: false');
    expect(why('{ retryOnStale: true }')).not.toContain('retryOnStale');
  });
});
