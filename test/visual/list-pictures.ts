import { dialog, inOrder, main, press, seen, type } from './acts';
import { type Act, both, narrow, type Picture, wide } from './picture';

const detailsOf =
  (alias: string): Act =>
  async (page) => {
    await page.getByRole('row').getByText(alias, { exact: true }).click();
    await page.getByRole('heading', { name: alias, exact: true }).waitFor();
  };
const details = detailsOf('orders-db');
const palette = (text = '', ...keys: readonly string[]): Act =>
  inOrder(press(...keys, 'Control+k'), dialog, type(text));
const menu: Act = (page) => page.getByRole('menu').waitFor();
/** Main stops answering, and two seconds go by time and again until the window says so. */
const silence: Act = async (page) => {
  await page.evaluate('stageApi.isDead = true');
  const from = await page.evaluate<number>('Date.now()');
  for (let part = 1; part <= 6; part += 1) {
    await page.clock.setFixedTime(from + part * 2_000);
    await page.clock.runFor(2_000);
  }
  await page.getByRole('alert').waitFor();
  await page.clock.setFixedTime(from);
};

/** The list, its details, and what lies over it but the screens that are opened from it. */
export const listPictures: readonly Picture[] = [
  { name: 'well', scene: 'well', looks: both, size: wide },
  { name: 'silent', after: 'well', looks: ['light'], act: silence },
  { name: 'ill', scene: 'mixed', looks: [...both, 'contrast'] },
  { name: 'details', scene: 'mixed', looks: both, act: details },
  { name: 'details-narrow', after: 'details', looks: ['light'], size: narrow },
  {
    name: 'diagnosing',
    after: 'details',
    looks: ['light'],
    size: wide,
    act: inOrder(press('d'), seen('Diagnosis'), main("stage.diagnosis(api, 'running')"), seen('A token from')),
  },
  {
    name: 'diagnosed',
    after: 'diagnosing',
    looks: ['dark'],
    size: wide,
    act: inOrder(main("stage.diagnosis(api, 'failed')"), seen('timed out after 10 s')),
  },
  { name: 'credentials-ended', scene: 'credentials', looks: both, size: wide, act: details },
  { name: 'credentials-ending', scene: 'credentials', looks: ['light'], size: narrow, act: detailsOf('kafka') },
  { name: 'narrow', scene: 'mixed', looks: both, size: narrow },
  { name: 'smallest', after: 'narrow', looks: ['dark'], size: [560, 420] },
  { name: 'long-names', scene: 'long-names', looks: both },
  { name: 'long-names-narrow', after: 'long-names', looks: ['light'], size: narrow },
  { name: 'many', scene: 'many', looks: both },
  { name: 'palette-many', after: 'many', looks: ['light'], act: palette('restart s') },
  { name: 'all-ill', scene: 'all-ill', looks: both },
  { name: 'paused', scene: 'paused', looks: ['light'] },
  { name: 'demo', scene: 'demo', looks: ['dark'] },
  { name: 'demo-tried', scene: 'demo-tried', looks: ['light'], size: narrow },
  { name: 'bad-config', scene: 'bad-config', looks: both },
  { name: 'only-problems', scene: 'only-problems', looks: ['light'] },
  { name: 'full-disk', scene: 'full-disk', looks: ['dark'] },
  { name: 'no-match', scene: 'well', looks: ['light'], act: inOrder(press('/'), type('no such forward')) },
  { name: 'palette', scene: 'mixed', looks: both, act: palette('', 'ArrowDown') },
  { name: 'palette-found', after: 'palette', looks: ['dark'], act: type('re ord') },
  { name: 'palette-no-match', after: 'palette-found', looks: ['light'], act: type(' no such thing') },
  {
    name: 'selection',
    scene: 'mixed',
    looks: both,
    act: press('ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown'),
  },
  {
    name: 'bulk-refused',
    after: 'selection',
    looks: both,
    act: inOrder(
      main("api.refusal = 'The worker thread of this forward is being replaced. Try again in a moment.'"),
      press('r'),
      seen('0 of 3 restarted'),
    ),
  },
  { name: 'row-menu', scene: 'mixed', looks: both, size: narrow, act: inOrder(press('ArrowDown', 'm', 'End'), menu) },
  {
    name: 'row-menu-muted',
    scene: 'demo',
    looks: ['dark'],
    act: inOrder(main("stage.settings(api, 'muted')"), press('End', 'Shift+F10'), menu),
  },
  { name: 'keys', scene: 'mixed', looks: both, act: inOrder(press('?'), dialog) },
  {
    name: 'confirm',
    scene: 'production',
    looks: both,
    act: inOrder(palette('stop all'), press('Enter'), (page) => page.getByRole('alertdialog').waitFor()),
  },
  { name: 'lost', scene: 'lost', looks: both },
];
