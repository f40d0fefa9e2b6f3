import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/main/command-line';
import { exchangeUsage, parseExchange } from '../../../src/main/exchange-command-line';

describe('the command line for files of forwards', () => {
  it('is not meant when no such verb comes first', () => {
    expect(parseExchange(['--headless', 'import'])).toBeNull();
    expect(parseExchange([])).toBeNull();
  });

  it('takes every option that the usage text names', () => {
    expect(
      parseExchange(['import', '-', '--format', 'kftray', '--into', 'c.yaml', '--dry-run', '--json']),
    ).toMatchObject({
      verb: 'import',
      file: '-',
      format: 'kftray',
      into: 'c.yaml',
      dryRun: true,
      json: true,
    });
    expect(parseExchange(['export', '--format=kubectl', '-c', 'c.yaml', '-o', 'out'])).toMatchObject({
      verb: 'export',
      format: 'kubectl',
      config: 'c.yaml',
      output: 'out',
    });
    expect(
      parseExchange(['generate', '--context', 'dev', '-n', 'shop', '--selector', 'a=b', '--workloads']),
    ).toMatchObject({
      verb: 'generate',
      context: 'dev',
      namespace: 'shop',
      selector: 'a=b',
      workloads: true,
    });
    for (const [option] of exchangeUsage.matchAll(/--[a-z-]+/g)) {
      const isFlag = /all|work|dry|json|undo/.test(option);
      const args = ['import', option, ...(isFlag ? [] : ['portwatch']), ...(option === '--undo' ? [] : ['file'])];
      expect(() => parseExchange(args), option).not.toThrow();
    }
  });

  it.each([
    ['a format that is not known', ['import', 'a', '--format', 'xml']],
    ['no file', ['import']],
    ['two files', ['import', 'a', 'b']],
    ['a file when an import is taken back', ['import', 'a', '--undo']],
    ['an export that is taken back', ['export', '--format', 'kubectl', '--undo']],
    ['an export without a format', ['export']],
    ['generating without a context', ['generate']],
    ['one namespace and all of them', ['generate', '--context', 'c', '-n', 'a', '--all-namespaces']],
    ['an option that is not known', ['import', 'a', '--colour']],
  ])('refuses %s', (_what, args) => {
    expect(() => parseExchange(args)).toThrow(UsageError);
  });
});
