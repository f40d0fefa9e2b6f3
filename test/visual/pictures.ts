import type { Page } from 'playwright';

/** How the system wants it. */
export type Look = 'light' | 'dark' | 'contrast';

/** A screen of the window, as it is compared and looked at for accessibility. */
export interface Picture {
  readonly name: string;
  /** Of the gallery (test/support/gallery/scenes.ts). */
  readonly scene: string;
  /** Width and height in CSS pixels; 1000 × 640 unless told. */
  readonly size?: readonly [number, number];
  /** In which looks it is kept; for accessibility, all are looked at. */
  readonly looks: readonly Look[];
  /** What a person does before it is taken. */
  readonly act?: (page: Page) => Promise<void>;
}

const both: readonly Look[] = ['light', 'dark'];
const narrow = [700, 560] as const;

const detailsOf =
  (alias: string) =>
  async (page: Page): Promise<void> => {
    await page.getByRole('row').getByText(alias, { exact: true }).click();
    await page.getByRole('heading', { name: alias, exact: true }).waitFor();
  };
const details = detailsOf('orders-db');
/** Opens what stands in front of the list, as the tray would; `answers` is what main has to say to it. */
const place =
  (kind: string, answers = '', then: (page: Page) => Promise<void> = () => Promise.resolve()) =>
  async (page: Page): Promise<void> => {
    await page.evaluate(`${answers};stageApi.visit(${kind.startsWith('{') ? kind : `{ kind: '${kind}' }`})`);
    await page.locator('dialog[open]').waitFor();
    await then(page);
  };
const usual = "stage.exchange(stageApi, 'usual')";
/** From the choice of a file to what would be added. */
const previewed = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Choose a file' }).click();
  await page.getByRole('checkbox').first().waitFor();
};
const keys =
  (...pressed: readonly string[]) =>
  async (page: Page): Promise<void> => {
    for (const key of pressed) await page.keyboard.press(key);
    await page.locator('dialog[open]').waitFor();
  };

export const pictures: readonly Picture[] = [
  { name: 'well', scene: 'well', looks: both, size: [1180, 720] },
  { name: 'ill', scene: 'mixed', looks: [...both, 'contrast'] },
  { name: 'details', scene: 'mixed', looks: both, act: details },
  { name: 'details-narrow', scene: 'mixed', looks: ['light'], size: narrow, act: details },
  { name: 'credentials-ended', scene: 'credentials', looks: both, size: [1180, 720], act: details },
  { name: 'credentials-ending', scene: 'credentials', looks: ['light'], size: narrow, act: detailsOf('kafka') },
  { name: 'narrow', scene: 'mixed', looks: both, size: narrow },
  { name: 'smallest', scene: 'mixed', looks: ['dark'], size: [560, 420] },
  { name: 'long-names', scene: 'long-names', looks: both },
  { name: 'long-names-narrow', scene: 'long-names', looks: ['light'], size: narrow },
  { name: 'many', scene: 'many', looks: both },
  { name: 'all-ill', scene: 'all-ill', looks: both },
  { name: 'paused', scene: 'paused', looks: ['light'] },
  { name: 'demo', scene: 'demo', looks: ['dark'] },
  { name: 'empty', scene: 'none', looks: both },
  { name: 'bad-config', scene: 'bad-config', looks: both },
  { name: 'only-problems', scene: 'only-problems', looks: ['light'] },
  {
    name: 'no-match',
    scene: 'well',
    looks: ['light'],
    act: async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('no such forward');
    },
  },
  { name: 'palette', scene: 'mixed', looks: both, act: keys('ArrowDown', 'Control+k') },
  {
    name: 'palette-found',
    scene: 'mixed',
    looks: ['dark'],
    act: async (page) => {
      await keys('ArrowDown', 'Control+k')(page);
      await page.keyboard.type('re ord');
    },
  },
  { name: 'settings', scene: 'mixed', looks: both, act: place('settings', "stage.settings(stageApi, 'muted')") },
  { name: 'add', scene: 'mixed', looks: both, act: place('add', "stage.form(stageApi, 'usual')") },
  { name: 'add-troubled', scene: 'mixed', looks: ['dark'], act: place('add', "stage.form(stageApi, 'troubled')") },
  { name: 'import', scene: 'mixed', looks: both, act: place('import', usual, previewed) },
  { name: 'generate', scene: 'mixed', looks: ['light'], act: place('generate', "stage.exchange(stageApi, 'cluster')") },
  { name: 'export', scene: 'mixed', looks: ['dark'], act: place('export', usual) },
  {
    name: 'selection',
    scene: 'mixed',
    looks: both,
    act: async (page) => {
      for (const key of ['ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown']) await page.keyboard.press(key);
    },
  },
  { name: 'keys', scene: 'mixed', looks: both, act: keys('?') },
  {
    name: 'confirm',
    scene: 'production',
    looks: both,
    act: async (page) => {
      await keys('Control+k')(page);
      await page.keyboard.type('stop all');
      await page.keyboard.press('Enter');
      await page.getByRole('alertdialog').waitFor();
    },
  },
  { name: 'lost', scene: 'lost', looks: both },
];
