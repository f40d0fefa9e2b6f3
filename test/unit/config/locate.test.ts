import { describe, expect, it } from 'vitest';
import { configCandidates, type ConfigWhereabouts, findConfig } from '../../../src/main/config/locate';

const linux: ConfigWhereabouts = {
  explicit: null,
  environment: {},
  platform: 'linux',
  home: '/home/ada',
  cwd: '/work/shop',
};

describe('where a config file is looked for', () => {
  it('is the named file and nothing else when one is named', () => {
    expect(configCandidates({ ...linux, explicit: 'mine.yaml' })).toEqual(['/work/shop/mine.yaml']);
    expect(configCandidates({ ...linux, explicit: '/etc/mine.yaml' })).toEqual(['/etc/mine.yaml']);
  });

  it('is XDG_CONFIG_HOME and then the working folder', () => {
    expect(configCandidates({ ...linux, environment: { XDG_CONFIG_HOME: '/cfg' } })).toEqual([
      '/cfg/portwatch/portwatch.yaml',
      '/work/shop/.kportal.yaml',
    ]);
  });

  it.each<[string, Partial<ConfigWhereabouts>, string]>([
    ['~/.config on Linux', {}, '/home/ada/.config/portwatch/portwatch.yaml'],
    [
      '~/.config when XDG_CONFIG_HOME is relative, hence invalid',
      { environment: { XDG_CONFIG_HOME: 'cfg' } },
      '/home/ada/.config/portwatch/portwatch.yaml',
    ],
    [
      'Application Support on macOS',
      { platform: 'darwin', home: '/Users/ada' },
      '/Users/ada/Library/Application Support/Portwatch/portwatch.yaml',
    ],
    [
      'APPDATA on Windows',
      { platform: 'win32', environment: { APPDATA: 'C:\\Roam' }, cwd: 'C:\\w' },
      'C:\\Roam\\Portwatch\\portwatch.yaml',
    ],
    [
      'the home folder on a Windows without APPDATA',
      { platform: 'win32', home: 'C:\\Users\\ada', cwd: 'C:\\w' },
      'C:\\Users\\ada\\AppData\\Roaming\\Portwatch\\portwatch.yaml',
    ],
  ])('is %s', (_, change, expected) => {
    expect(configCandidates({ ...linux, ...change })[0]).toBe(expected);
  });

  it('ends at the first that exists', async () => {
    const found = await findConfig(linux, (path) => Promise.resolve(path === '/work/shop/.kportal.yaml'));
    expect(found).toMatchObject({ path: '/work/shop/.kportal.yaml', exists: true });
  });

  it('names the place for a new file when none exists', async () => {
    const found = await findConfig(linux, () => Promise.resolve(false));
    expect(found).toMatchObject({ path: '/home/ada/.config/portwatch/portwatch.yaml', exists: false });
  });
});
