import { appVerbs, asking, forwardVerbs } from './words-actions';

/** What is said where forwards are added and changed. */

/** What main says about an edit that it does not make. */
export const editingWords = {
  unconfirmedAddress: (address: string) =>
    `${address} can be reached from other computers. Confirm that this is meant, then save again.`,
  noCommand: 'it is no kubectl port-forward command',
} as const;

export const optionWords = {
  kinds: {
    service: 'service',
    deployment: 'deployment',
    statefulset: 'stateful set',
    daemonset: 'daemon set',
    replicaset: 'replica set',
    pod: 'pod',
    selector: 'label',
  },
  currentContext: 'current',
  contextsOf: (kubeconfig?: string) =>
    kubeconfig === undefined ? 'contexts of your kubeconfig' : `contexts of ${kubeconfig}`,
  notTcp: (protocol: string) => `${protocol} cannot be forwarded`,
} as const;

export const comboboxWords = {
  asking: 'Asking the cluster…',
  nothing: 'Nothing found.',
  noMatch: 'Nothing here matches. What you typed is taken as it is.',
  more: (count: number) => `${String(count)} more: type to find them.`,
  cut: 'The cluster has more than are listed here.',
  again: 'Ask again',
  show: (label: string) => `Show what there is for ${label}`,
  results: (count: number) => (count === 1 ? '1 choice' : `${String(count)} choices`),
  notListed: (resources: readonly string[]) => `Not listed: ${resources.join(', ')}.`,
} as const;

export const formWords = {
  addTitle: 'Add a forward',
  editTitle: (name: string) => `Edit ${name}`,
  command: 'Paste a kubectl command',
  commandPlaceholder: 'kubectl port-forward -n shop svc/api 8080:80',
  several: (count: number) => `These are ${String(count)} forwards. Import them all at once, with a preview.`,
  importThem: 'Import them…',
  context: 'Context',
  lookedUpIn: (kubeconfig: string) => `Looked up in ${kubeconfig}.`,
  namespace: 'Namespace',
  target: 'Forward to',
  targetHint: 'A service, a workload, a pod, or labels such as app=web.',
  targetForm: 'Write it as service/api, deployment/web or pod/orders-db, or choose from the list.',
  port: 'Port there',
  portHint: 'A number or a name.',
  localPort: 'Local port',
  alias: 'Name',
  aliasHint: 'Shown in the list.',
  more: 'More',
  group: 'Group',
  groupHint: 'A heading in the list.',
  bindAddress: 'Local address',
  bindAddressHint: '127.0.0.1 is reached by this computer only.',
  exposed: (address: string) =>
    `${address} can be reached from other computers: everybody on your network could use this forward, as you.`,
  exposedConfirm: 'Yes, others may reach it',
  openPath: 'Path to open',
  openPathHint: 'What "Open in browser" opens.',
  starts: 'Starts',
  autostart: 'With Portwatch',
  byHand: 'When I start it',
  connects: 'Connects',
  atOnce: 'At once, and stays connected',
  lazy: 'When something connects to the local port',
  idleTimeout: 'Disconnects when unused',
  never: 'never',
  idleTimeoutHint: 'After so long, such as 30m. The port stays open.',
  onHang: 'When it hangs',
  reconnect: 'Reconnect and say so',
  notifyOnly: 'Say so and wait for me',
  notify: 'Notifications',
  notifyYes: 'Tell of it',
  notifyNo: 'Leave it out',
  probe: 'Ask the app whether it works',
  probes: {
    'as-file': 'As for all forwards of the file',
    off: 'No',
    'tcp-dial': 'Whether it takes connections',
    'data-transfer': 'Whether it speaks first',
    http: 'With an HTTP request',
  },
  probePath: 'Path to ask for',
  free: 'Free',
  ownPort: "This forward's own",
  plannedBy: (alias: string) => `${alias} of this list is meant to listen there. Choose another port.`,
  takenBy: (owner: string | null) =>
    `Taken by ${owner ?? 'another program'}. The forward cannot start until that ends, or has another port.`,
  useInstead: (port: number) => `Use ${String(port)}`,
  written: 'What is written',
  writtenTo: 'to',
  newFile: 'This file is new: it is made when you save.',
  endsDemo: 'The demo ends then: its forwards make place for yours.',
  nothingYet: 'Shown here as soon as the fields above are filled in.',
  noChange: 'Nothing is different yet.',
  add: appVerbs.add,
  save: 'Save changes',
  saving: 'Saving…',
  cancel: 'Cancel',
  remove: asking(forwardVerbs.delete.plain),
  like: asking(forwardVerbs.duplicate.plain),
  dropKey: (key: string) => `Remove ${key}`,
  readAgain: 'Read the file again',
  retry: 'Try again',
  discard: {
    title: 'Discard what you typed?',
    text: 'The forward is not saved yet.',
    confirm: 'Discard',
  },
  removing: {
    one: {
      title: (name: string) => `Delete ${name}?`,
      text: (path: string) =>
        `It is stopped, its connections end, and it is taken out of ${path}. Nothing else in the file changes.`,
      confirm: 'Delete forward',
    },
    several: {
      title: (count: number) => `Delete ${String(count)} forwards?`,
      text: (path: string) =>
        `They are stopped, their connections end, and they are taken out of ${path}. Nothing else in the file changes.`,
      confirm: (count: number) => `Delete ${String(count)} forwards`,
    },
  },
  missing: {
    context: 'Choose a context.',
    namespace: 'Choose a namespace.',
    target: 'Choose what to forward to.',
    port: 'Choose the port there.',
    localPort: 'Choose a local port.',
  },
  noted: 'Not quite as in the command:',
} as const;
