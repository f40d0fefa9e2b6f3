import { answers, click, fill, inOrder, main, pick, seen, toTheEnd, visit } from './acts';
import { type Act, both, narrow, type Picture, wide } from './picture';

const exchange = (scene: string) => answers('exchange', scene);
const importing = visit({ kind: 'import' });
const choose = click('Choose a file');
const previewed: Act = (page) => page.getByRole('checkbox').first().waitFor();
/** The preview of what a file of that scene would add. */
const preview = (scene: string, ...then: readonly Act[]): Act =>
  inOrder(exchange('usual'), exchange(scene), importing, choose, ...then);

const imports: readonly Picture[] = [
  { name: 'import-source', scene: 'mixed', looks: both, act: inOrder(exchange('usual'), importing) },
  { name: 'import', after: 'import-source', looks: both, act: inOrder(choose, previewed) },
  { name: 'import-narrow', after: 'import', looks: ['light'], size: narrow },
  { name: 'import-cannot', after: 'import-narrow', looks: both, act: toTheEnd },
  {
    name: 'import-exposed',
    after: 'import-cannot',
    looks: ['light'],
    act: inOrder(click(/^Add \d/), seen('Let other computers')),
  },
  { name: 'import-done', after: 'import-exposed', looks: both, act: inOrder(click('Add all the same'), seen('Done')) },
  {
    name: 'import-undone',
    after: 'import-done',
    looks: ['light'],
    act: inOrder(click('Undo'), seen('taken out again')),
  },
  {
    name: 'import-fault',
    after: 'import',
    looks: ['dark'],
    act: inOrder(
      (page) => page.getByRole('textbox', { name: 'Local port of checkout' }).fill('0'),
      seen('One local port has to be changed'),
    ),
  },
  {
    name: 'import-left',
    scene: 'well',
    looks: ['dark'],
    act: inOrder(
      preview('undone', previewed),
      click(/^Add \d/),
      click('Add all the same'),
      click('Undo'),
      seen('Left'),
    ),
  },
  {
    name: 'import-refused',
    scene: 'well',
    looks: ['light'],
    act: inOrder(preview('refusing', previewed), click(/^Add \d/), click('Add all the same'), seen('EROFS')),
  },
  {
    name: 'import-reading',
    scene: 'well',
    looks: ['dark'],
    act: inOrder(
      exchange('usual'),
      importing,
      main('api.exchange.held = true'),
      click(/kportal.yaml/),
      seen('Reading'),
    ),
  },
  { name: 'import-unreadable', scene: 'well', looks: both, act: preview('unreadable', seen('EACCES')) },
  { name: 'import-unknown', scene: 'well', looks: ['light'], act: preview('unknown', seen('Nothing in')) },
  { name: 'import-nothing-new', scene: 'well', looks: ['dark'], act: preview('nothingNew', seen('is there already')) },
  { name: 'import-kftray', scene: 'well', looks: ['light'], size: wide, act: preview('kftray', previewed) },
  {
    name: 'import-kube-forwarder',
    scene: 'well',
    looks: ['dark'],
    size: wide,
    act: preview('kubeForwarder', previewed),
  },
  {
    name: 'import-kubectl',
    scene: 'well',
    looks: ['light'],
    size: wide,
    act: inOrder(
      exchange('kubectl'),
      importing,
      fill('Or paste text', 'kubectl port-forward -n shop service/api 8081:80'),
      click('Preview'),
      previewed,
    ),
  },
  { name: 'import-many', scene: 'well', looks: ['light'], act: preview('many', previewed) },
  { name: 'import-long', scene: 'well', looks: ['dark'], size: narrow, act: preview('long', previewed) },
];

const picking = visit({ kind: 'generate' });
/** The cluster is looked through. */
const look = click('Look for services');

const clusters: readonly Picture[] = [
  { name: 'generate', scene: 'mixed', looks: both, act: inOrder(exchange('cluster'), picking, seen('ingress')) },
  {
    name: 'generate-forbidden',
    after: 'generate',
    looks: ['dark'],
    size: narrow,
    act: inOrder(pick('Cluster', 'staging'), seen('may not list')),
  },
  {
    name: 'generate-asking',
    after: 'generate-forbidden',
    looks: ['light'],
    act: inOrder(main('api.editing.slow = true'), pick('Cluster', 'minikube'), seen('for its namespaces')),
  },
  {
    name: 'generate-looking',
    scene: 'well',
    looks: ['dark'],
    act: inOrder(exchange('cluster'), picking, main('api.exchange.held = true'), look, seen('for its services')),
  },
  {
    name: 'generate-plan',
    after: 'generate-looking',
    looks: ['light'],
    act: inOrder(main('api.exchange.answer()'), previewed),
  },
  {
    name: 'generate-silent',
    scene: 'well',
    looks: ['light'],
    act: inOrder(exchange('silent'), picking, look, seen('did not answer')),
  },
  {
    name: 'generate-barren',
    scene: 'well',
    looks: ['light'],
    act: inOrder(exchange('barren'), picking, look, seen('can be added')),
  },
  {
    name: 'generate-no-contexts',
    scene: 'well',
    looks: ['dark'],
    act: inOrder(exchange('noContexts'), picking, seen('not valid YAML')),
  },
];

const exporting = visit({ kind: 'export' });

const exports: readonly Picture[] = [
  { name: 'export', scene: 'mixed', looks: both, act: inOrder(exchange('usual'), exporting, seen('Left out')) },
  {
    name: 'export-saved',
    after: 'export',
    looks: ['light'],
    size: narrow,
    act: inOrder(
      main("api.exchange.saved = { ok: true, path: '/home/mia/Downloads/forwards.kportal.yaml' }"),
      click('Save as…'),
      seen('Only you can read it'),
    ),
  },
  {
    name: 'export-nothing',
    scene: 'none',
    looks: ['light'],
    act: inOrder(exchange('nothingToExport'), exporting, seen('no forwards to export')),
  },
  {
    name: 'export-refused',
    scene: 'well',
    looks: ['dark'],
    act: inOrder(exchange('refusing'), exporting, seen('EACCES')),
  },
];

/** Forwards that come from elsewhere, or go there. */
export const exchangePictures: readonly Picture[] = [...imports, ...clusters, ...exports];
