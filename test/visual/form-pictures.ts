import { answers, click, fill, inOrder, main, press, seen, toTheEnd, type, visit } from './acts';
import { type Act, both, narrow, type Picture, wide } from './picture';

const target: Act = (page) => page.getByRole('combobox', { name: 'Forward to' }).click();
/** One of its several ports, so that a local port is suggested. */
const orders = inOrder(target, type('orders'), press('Enter'), fill('Port there', '8080'), press('Tab'));
const chosen = inOrder(orders, seen('Free'));
const edit = visit({ kind: 'edit', id: '127.0.0.1:8080' });

/** A forward that is added or changed. */
export const formPictures: readonly Picture[] = [
  { name: 'add', scene: 'mixed', looks: both, act: inOrder(answers('form', 'usual'), visit({ kind: 'add' })) },
  { name: 'add-choosing', after: 'add', looks: both, size: wide, act: target },
  {
    name: 'add-pasted',
    scene: 'well',
    looks: both,
    size: wide,
    act: inOrder(
      answers('form', 'pasted'),
      visit({ kind: 'add' }),
      fill('Paste a kubectl command', 'kubectl -n shop port-forward svc/orders 8081:9000 --pod-running-timeout 1m'),
      seen('deadlines of its own'),
      seen('Free'),
    ),
  },
  { name: 'add-discard', after: 'add-pasted', looks: ['dark'], act: inOrder(press('Escape'), seen('Discard what')) },
  {
    name: 'add-several',
    scene: 'well',
    looks: ['light'],
    size: narrow,
    act: inOrder(
      answers('form', 'several'),
      visit({ kind: 'add' }),
      fill(
        'Paste a kubectl command',
        'kubectl port-forward svc/orders 8081:9000 & kubectl port-forward svc/search 9200',
      ),
      seen('These are 2 forwards'),
    ),
  },
  {
    name: 'add-taken',
    scene: 'well',
    looks: ['light'],
    act: inOrder(answers('form', 'taken'), visit({ kind: 'add' }), orders, seen('Taken by java')),
  },
  {
    name: 'add-loading',
    scene: 'well',
    looks: ['dark'],
    act: inOrder(
      answers('form', 'usual'),
      visit({ kind: 'add' }),
      main('api.editing.slow = true'),
      fill('Namespace', 'payments'),
      target,
      seen('Asking the cluster'),
    ),
  },
  {
    name: 'add-bare',
    scene: 'well',
    looks: ['light'],
    act: inOrder(
      answers('form', 'bare'),
      visit({ kind: 'add' }),
      (page) => page.getByRole('combobox', { name: 'Context' }).click(),
      seen('Nothing found'),
    ),
  },
  {
    name: 'add-troubled',
    scene: 'well',
    looks: both,
    size: wide,
    act: inOrder(
      answers('form', 'troubled'),
      visit({ kind: 'add' }),
      fill('Forward to', 'ledger'),
      fill('Local port', '8080'),
      seen('meant to listen'),
      press('Control+Enter'),
      seen('Choose the port there'),
    ),
  },
  {
    name: 'add-exposed',
    scene: 'well',
    looks: ['light'],
    size: wide,
    act: inOrder(
      answers('form', 'usual'),
      visit({ kind: 'add' }),
      chosen,
      (page) => page.getByText('More', { exact: true }).click(),
      fill('Local address', '0.0.0.0'),
      seen('others may reach it'),
      toTheEnd,
    ),
  },
  {
    name: 'add-first',
    scene: 'none',
    looks: ['light'],
    size: narrow,
    act: inOrder(answers('form', 'first'), visit({ kind: 'add' }), chosen, toTheEnd),
  },
  {
    name: 'edit',
    scene: 'well',
    looks: both,
    size: wide,
    act: inOrder(answers('form', 'edited'), edit, fill('Port there', '9000'), press('Tab')),
  },
  {
    name: 'edit-delete',
    after: 'edit',
    looks: ['light'],
    act: inOrder(click('Delete…'), seen('Delete orders?')),
  },
  {
    name: 'edit-changed',
    scene: 'well',
    looks: ['dark'],
    size: narrow,
    act: inOrder(
      answers('form', 'changed'),
      edit,
      fill('Port there', '9000'),
      press('Control+Enter'),
      seen('The config file has changed'),
    ),
  },
];
