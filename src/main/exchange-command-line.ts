import { parseArgs } from 'node:util';
import { type ExchangeFormat, exchangeFormats } from '../shared/import-plan';
import { messageOf } from '../shared/message-of';
import { UsageError } from './command-line';

export const exchangeVerbs = ['import', 'export', 'generate'] as const;

/** What is to be done with forwards in files, without running any. */
export interface ExchangeCommand {
  readonly verb: (typeof exchangeVerbs)[number];
  /** What to import: a file, or `-` for standard input. */
  readonly file: string;
  readonly format: ExchangeFormat | null;
  /** The config to export. */
  readonly config: string | null;
  /** The config to add to. */
  readonly into: string | null;
  readonly output: string | null;
  readonly context: string | null;
  readonly namespace: string | null;
  readonly allNamespaces: boolean;
  readonly selector: string | null;
  readonly workloads: boolean;
  readonly kubeconfig: string | null;
  /** Take the last import into `into` back. */
  readonly undo: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

export const exchangeUsage = `Usage:
  portwatch import FILE|- [--format FORMAT] [--into CONFIG] [--dry-run] [--json]
  portwatch import --undo [--into CONFIG] [--dry-run] [--json]
  portwatch export --format FORMAT [-c CONFIG] [--context CONTEXT] [-o FILE]
  portwatch generate --context CONTEXT [-n NAMESPACE | --all-namespaces] [--selector LABELS] [--workloads]
                     [--into CONFIG] [--dry-run] [--json]

  import     adds the forwards of a file, or of standard input, to a config: kubectl port-forward commands, too
  export     writes a config's forwards for another program, and says what that cannot express
  generate   makes forwards for the services of a cluster: printed, or added with --into

      --format FORMAT      portwatch, kportal, kftray, kube-forwarder or kubectl; import tells by itself
      --into CONFIG        the config to add to; import's default is the one that Portwatch runs
  -c, --config CONFIG      the config to export; default: the one that Portwatch runs
  -o, --output FILE        instead of standard output; not over a file that is there
      --context CONTEXT    a context of the kubeconfig; for export: only its forwards
  -n, --namespace NS       instead of the context's namespace
      --all-namespaces     of the whole cluster
      --selector LABELS    only services with these labels: app=web,tier!=db
      --workloads          deployments, stateful sets and daemon sets, too
      --kubeconfig FILE    use this kubeconfig instead of KUBECONFIG or ~/.kube/config
      --undo               take out again what the last import, or generate --into, has added and is still as it was
      --dry-run            only say what would be done
      --json               the same as one JSON object

Exit codes: 0 done, 1 unexpected error or the cluster cannot be asked, 2 wrong usage, 3 a file cannot be used: nothing was
written, 5 done, but something was left out: each with its reason.
`;

const flag = { type: 'boolean' } as const;
const text = { type: 'string' } as const;

/** Null when the arguments are not about this. Throws `UsageError`. */
export function parseExchange(argv: readonly string[]): ExchangeCommand | null {
  const verb = exchangeVerbs.find((one) => one === argv[0]);
  if (verb === undefined) return null;
  const { values, positionals } = parse(argv.slice(1));
  const format = exchangeFormats.find((one) => one === values.format) ?? null;
  if (values.format !== undefined && format === null) {
    throw new UsageError(`--format is ${exchangeFormats.join(', ')}, not ${values.format}.`);
  }
  const command: ExchangeCommand = {
    verb,
    file: positionals[0] ?? '',
    format,
    config: values.config ?? null,
    into: values.into ?? null,
    output: values.output ?? null,
    context: values.context ?? null,
    namespace: values.namespace ?? null,
    allNamespaces: values['all-namespaces'] ?? false,
    selector: values.selector ?? null,
    workloads: values.workloads ?? false,
    kubeconfig: values.kubeconfig ?? null,
    undo: values.undo ?? false,
    dryRun: values['dry-run'] ?? false,
    json: values.json ?? false,
    help: values.help ?? false,
  };
  if (command.help) return command;
  if (command.undo && verb !== 'import') throw new UsageError('--undo belongs to import.');
  if (command.undo && positionals.length > 0) throw new UsageError('import --undo takes no FILE.');
  if (verb === 'import' && !command.undo && positionals.length !== 1)
    throw new UsageError('import takes one FILE, or - for standard input.');
  if (verb !== 'import' && positionals.length > 0)
    throw new UsageError(`${verb} does not take ${positionals.join(' ')}.`);
  if (verb === 'export' && format === null) throw new UsageError('export needs a --format.');
  if (verb === 'generate' && command.context === null) throw new UsageError('generate needs a --context.');
  if (command.allNamespaces && command.namespace !== null) {
    throw new UsageError('--all-namespaces and --namespace exclude each other.');
  }
  return command;
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        format: text,
        config: { ...text, short: 'c' },
        into: text,
        output: { ...text, short: 'o' },
        context: text,
        namespace: { ...text, short: 'n' },
        'all-namespaces': flag,
        selector: text,
        workloads: flag,
        kubeconfig: text,
        undo: flag,
        'dry-run': flag,
        json: flag,
        help: { ...flag, short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(messageOf(error), { cause: error });
  }
}
