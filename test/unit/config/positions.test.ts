import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/main/config/read-config';

/** The places of what is wrong, each with its first words. */
function placesOf(text: string): readonly string[] {
  return readConfig('pw.yaml', text).problems.map(
    ({ line, column, message }) => `${String(line)}:${String(column)} ${message.split(/[:,]/, 1)[0] ?? ''}`,
  );
}

const block = `contexts:
  - name: prod
    namespaces:
      - name: shop
        forwards:
          - resource: service/api
            port: 0
            localPort: 8080
            wobble: 1
`;

describe('what is wrong in a file is told where it stands', () => {
  it('in block style', () => {
    expect(placesOf(block)).toEqual(['7:19 port is 0', '9:13 Unknown key "wobble"']);
  });

  it('in flow style', () => {
    const flow =
      'contexts: [{ name: p, namespaces: [{ name: s, forwards: [{ resource: pod/a, port: 0, localPort: 1 }] }] }]';
    expect(placesOf(flow)).toEqual([`1:${String(flow.indexOf('port: 0') + 7)} port is 0`]);
  });

  it('with CRLF, after a byte order mark, and with tabs before remarks', () => {
    const places = placesOf(block);
    expect(placesOf(block.replaceAll('\n', '\r\n'))).toEqual(places);
    expect(placesOf(`\uFEFF${block}`)).toEqual(places);
    expect(placesOf(block.replaceAll('\n', '\t# remark\n'))).toEqual(places);
  });

  it('in an anchor that several entries share, once', () => {
    const text = `contexts:
  - name: prod
    namespaces:
      - { name: a, forwards: &same [{ resource: pod/a, port: 0, localPort: 1 }] }
      - { name: b, forwards: *same }
`;
    expect(placesOf(text)).toEqual([`4:${String((text.split('\n')[3] ?? '').indexOf('port: 0') + 7)} port is 0`]);
    expect(readConfig('pw.yaml', text)).toMatchObject({ broken: [{ namespace: 'a' }, { namespace: 'b' }] });
  });

  it('in the block that a merge key brings in, where the fault is', () => {
    const text = `contexts:
  - name: prod
    namespaces:
      - name: shop
        forwards:
          - &base
            resource: service/api
            port: 99999
            localPort: 1
          - <<: *base
            localPort: 2
          - <<: [{ alias: other }, *base]
            localPort: 3
`;
    expect(placesOf(text)).toEqual(['8:19 port is 99999']);
    expect(readConfig('pw.yaml', text)).toMatchObject({ broken: [{}, {}, { alias: 'other' }] });
  });

  it('for an alias without its anchor', () => {
    expect(placesOf('lanes: 1\ncontexts: *missing')).toEqual([
      '2:11 Unresolved alias (the anchor must be set before the alias)',
    ]);
  });

  it('for a second document', () => {
    expect(placesOf('contexts: []\n---\ncontexts: []')).toEqual([
      '2:1 The file has several documents; one is read. Remove what follows "---"',
    ]);
  });
});
