import { answers, click, inOrder, seen, visit } from './acts';
import { type Act, both, narrow, type Picture } from './picture';

const settings = visit({ kind: 'settings' });
const tab = (name: string): Act => click(name, 'tab');
/** The settings, section by section, and what is shown while there is nothing to forward. */
export const settingsPictures: readonly Picture[] = [
  { name: 'settings', scene: 'mixed', looks: both, act: inOrder(answers('settings', 'muted'), settings) },
  { name: 'settings-notices', after: 'settings', looks: both, act: tab('Notifications') },
  { name: 'settings-times', after: 'settings-notices', looks: both, act: tab('Watchdog') },
  {
    name: 'settings-times-wrong',
    after: 'settings-times',
    looks: ['light'],
    act: inOrder(
      (page) => page.getByLabel('Call a forward hung after').fill('4s'),
      (page) => page.getByLabel('Threads that carry traffic').fill('many'),
      seen('A whole number'),
    ),
  },
  { name: 'settings-files', after: 'settings-times-wrong', looks: both, act: tab('Files') },
  {
    name: 'settings-files-bad',
    after: 'settings-files',
    looks: ['light'],
    act: inOrder(answers('settings', 'bad-check'), click('Check now'), seen('1 problem')),
  },
  { name: 'settings-about', after: 'settings-files-bad', looks: both, act: tab('About') },
  { name: 'settings-narrow', after: 'settings-about', looks: ['light'], size: narrow, act: tab('General') },
  {
    name: 'settings-notices-narrow',
    after: 'settings-narrow',
    looks: ['dark'],
    size: narrow,
    act: tab('Notifications'),
  },
  {
    name: 'settings-refused',
    scene: 'well',
    looks: ['dark'],
    act: inOrder(
      answers('settings', 'other-login'),
      answers('settings', 'refusing'),
      settings,
      (page) => page.getByRole('switch').first().click(),
      seen('EROFS'),
    ),
  },
  {
    name: 'settings-no-file',
    scene: 'none',
    looks: ['light'],
    act: inOrder(answers('settings', 'no-file'), settings, tab('Watchdog'), seen('These are the defaults')),
  },
  { name: 'settings-loading', scene: 'well', looks: ['light'], act: inOrder(answers('settings', 'slow'), settings) },
  { name: 'empty', scene: 'none', looks: both },
  { name: 'first-run-narrow', after: 'empty', looks: ['dark'], size: narrow },
  {
    name: 'first-run-by-hand',
    after: 'empty',
    looks: ['light'],
    size: narrow,
    act: (page) => page.getByText('Or write the file yourself').click(),
  },
  { name: 'first-run-files', scene: 'files-found', looks: ['light'], act: seen('kportal file') },
  { name: 'first-run-no-kubeconfig', scene: 'no-kubeconfig', looks: ['dark'], act: seen('No kubeconfig') },
  { name: 'first-run-bad-kubeconfig', scene: 'bad-kubeconfig', looks: ['light'], act: seen('not valid YAML') },
  { name: 'nothing', scene: 'nothing', looks: ['light'] },
];
