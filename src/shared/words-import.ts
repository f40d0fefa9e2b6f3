import { countText } from './exchange-phrases';
import type { ExchangeFormat } from './import-plan';

/** Words of the windows in which forwards are imported, picked from a cluster, and exported. */

export const formatNames: Readonly<Record<ExchangeFormat, string>> = {
  portwatch: 'Portwatch',
  kportal: 'kportal',
  kftray: 'kftray',
  'kube-forwarder': 'Kube Forwarder',
  kubectl: 'kubectl commands',
};

export const importWords = {
  title: 'Import forwards',
  found: 'Found on this computer',
  looking: 'Looking for files of other programs…',
  news: (count: number) => (count === 0 ? 'nothing new' : `${countText(count)} to add`),
  known: (count: number) => `${String(count)} there already`,
  chooseFile: 'Choose a file…',
  dropHere: 'Drop a file here, or',
  dropNow: 'Drop the file to see what it would add',
  dropSoft: 'Nothing is written before you have seen it.',
  formats: 'Files of kportal, kftray, Kube Forwarder and Portwatch, and scripts with kubectl port-forward commands.',
  paste: 'Or paste text',
  pastePlaceholder: 'kubectl port-forward -n shop service/api 8080:80',
  preview: 'Preview',
  pasted: 'the pasted text',
  reading: (what: string) => `Reading ${what}…`,
  tooBig: (what: string) => `${what} has more than 10 MiB, which no such file has.`,
  notText: (what: string) => `${what} is not a text file.`,
  oneFile: 'Drop one file at a time.',
  cannotRead: (what: string) => `${what} could not be read. It may have been moved or deleted meanwhile.`,

  from: 'From',
  into: 'Into',
  format: 'Format',
  auto: 'Detect',
  autoAs: (format: ExchangeFormat) => `${formatNames[format]} (detected)`,
  autoNone: 'Not recognized',
  nothing: (what: string) => `Nothing in ${what} can be added.`,
  nothingMissing: (what: string) => `Everything in ${what} is there already.`,
  search: 'Search',
  searchLabel: 'Search by name, target, port, context or namespace',
  noMatch: 'No forward matches.',
  selectAll: 'Select all',
  selectedOf: (chosen: number, all: number) => `${String(chosen)} of ${String(all)} selected`,
  select: (name: string) => `Add ${name}`,
  selectGroup: (place: string) => `All of ${place}`,
  localPort: (name: string) => `Local port of ${name}`,
  showMore: (count: number) => `Show ${String(count)} more`,
  portRange: 'A local port is a whole number from 1 to 65535.',
  portTaken: (port: number, holder: string) => `Port ${String(port)} is taken by ${holder}.`,
  portBusy: (owner: string | null) =>
    `Taken by ${owner ?? 'another program'} now: the forward cannot start until that ends, or has another port.`,
  reach: {
    title: (count: number) => `Let other computers reach ${countText(count)}?`,
    text: (count: number) =>
      `${count === 1 ? 'It listens on an address that is' : 'They listen on addresses that are'} not only this computer’s: everybody on your network could use ${count === 1 ? 'it' : 'them'}, as you.`,
    confirm: 'Add all the same',
  },
  openToOthers: 'Other computers can reach it.',

  conflicts: 'In conflict',
  conflictsHint: 'Left out, unless you select them: then they are added with the port and the name shown here.',
  portConflict: (port: number, holder: string) => `Port ${String(port)} is taken by ${holder}.`,
  aliasConflict: (alias: string, holder: string) => `The name “${alias}” is taken by ${holder}.`,
  stuck: 'In conflict, with no other port to propose',
  same: 'There already',
  lost: 'Cannot be taken over',
  without: 'Taken over without',
  changes: 'Mind the difference',
  toAdd: 'To add',

  ofCluster: 'Services of a cluster…',
  toExport: 'Export…',
  back: 'Back',
  cancel: 'Cancel',
  close: 'Close',
  add: (count: number) => (count === 0 ? 'Add' : `Add ${countText(count)}`),
  adding: 'Adding…',
  noneChosen: 'Nothing is selected.',
  mend: (count: number) =>
    count === 1 ? 'One local port has to be changed first.' : `${String(count)} local ports have to be changed first.`,

  added: (count: number) => (count === 0 ? 'Nothing was missing' : `${countText(count)} added`),
  addedTo: (file: string) => `Written to ${file}, and in use.`,
  addedNothing: (file: string) => `Everything you chose is in ${file} already.`,
  undo: 'Undo',
  undoing: 'Undoing…',
  undoHint: 'Undo takes out exactly these, as long as nobody has changed them.',
  noUndo: 'This cannot be undone from here, since it could not be remembered. Remove them one by one.',
  undone: (count: number) => (count === 0 ? 'Nothing was taken out' : `${countText(count)} taken out again`),
  asBefore: (file: string) => `None of them is in ${file} any more.`,
  left: 'Left as they are, because they were changed or removed meanwhile:',
  done: 'Done',
  another: 'Import more',
  last: (count: number, file: string) => `${countText(count)} added to ${file}.`,
} as const;

export const generateWords = {
  title: 'Add services of a cluster',
  context: 'Cluster',
  contextsEmpty: 'Your kubeconfig names no contexts. Set KUBECONFIG, or log in to a cluster with its own tool.',
  current: (name: string) => `${name} (current)`,
  askingContexts: 'Reading your kubeconfig…',
  namespaces: 'Namespaces',
  askingNamespaces: (context: string) => `Asking ${context} for its namespaces…`,
  everyNamespace: 'All of the cluster',
  typeNamespace: 'Names of namespaces, separated by spaces.',
  typeInstead: 'Type them instead',
  chosen: (count: number, all: number) => `${String(count)} of ${String(all)} selected`,
  searchNamespaces: 'Search namespaces',
  namespacesCut: 'There are more namespaces than are shown. Type the ones that are missing in the config file.',
  cancel: 'Cancel',
  another: 'Add more',
  namespacesEmpty: 'No namespace matches.',
  pickContext: 'Choose a cluster',
  kinds: 'Besides services',
  workloads: 'Deployments, stateful sets and daemon sets',
  look: 'Look for services',
  asking: (context: string) => `Asking ${context} for its services…`,
  slow: 'Portwatch gives up by itself when the cluster does not answer.',
  tryAgain: 'Try again',
} as const;

export const exportWords = {
  title: 'Export forwards',
  format: 'For',
  asking: 'Preparing…',
  count: (count: number, path: string) => `${countText(count)} of ${path}`,
  empty: 'There are no forwards to export yet.',
  text: 'The exported text',
  lost: 'Left out: it cannot be expressed',
  without: 'Written without',
  changes: 'Mind the difference',
  whole: 'Nothing is lost.',
  broken: (count: number) =>
    `${countText(count)} of the file cannot be used and ${count === 1 ? 'is' : 'are'} left out.`,
  close: 'Close',
  copy: 'Copy',
  copied: 'Copied',
  save: 'Save as…',
  savedTo: (path: string) => `Saved to ${path}. Only you can read it.`,
} as const;

/** The system's dialogs, and what main says of files. */
export const dialogWords = {
  chooseTitle: 'Choose a file with forwards',
  chooseButton: 'Preview',
  saveTitle: 'Save the exported forwards',
  notConfirmed: (address: string) => `Nothing was added: nobody confirmed that others may reach ${address}.`,
  notChosen: (path: string) => `${path} was not chosen here, so it is not read.`,
  notWritten: (path: string, code: string) => `${path} cannot be written (${code}).`,
  notWrittenHint: 'Choose another place, or check whether the disk is full.',
} as const;

/** `text`: the count, with what is counted where it comes first. */
export const summaryWords = {
  canBeAdded: (text: string) => `${text} can be added`,
  inConflict: (text: string, count: number) => `${text} ${count === 1 ? 'is' : 'are'} in conflict`,
  thereAlready: (text: string, count: number) => `${text} ${count === 1 ? 'is' : 'are'} there already`,
  lost: (text: string) => `${text} cannot be taken over`,
} as const;
