import { ZodOptional, type ZodType } from 'zod';
import { blocksAt } from './config-schema';
import type { KeyInfo } from './config-values';
import { configJsonSchema } from './config-json-schema';

/** What becomes of what runs when a key changes, in a few words. */
type WhenChanged = (place: string, key: string) => string;

/** The tables of docs/configuration.md, by the place that they are about. */
export function configTables(whenChanged: WhenChanged): ReadonlyMap<string, string> {
  return new Map([...blocksAt].map(([place, { shape }]) => [place, tableOf(place, shape, whenChanged)]));
}

const head = ['| key | what it means | values | default | when it changes |', '|---|---|---|---|---|'];

function tableOf(place: string, shape: Readonly<Record<string, unknown>>, whenChanged: WhenChanged): string {
  const properties = propertiesAt(place);
  const rows = Object.entries(shape).map(([key, schema]) => {
    const { description = '', ...info } = ((schema as ZodType).meta() ?? {}) as KeyInfo & { description?: string };
    const values = valuesOf(properties[key] ?? {}, info);
    const whenAbsent = schema instanceof ZodOptional ? defaultOf(info) : '**required**';
    return `| \`${key}\` | ${[description, values, whenAbsent, whenChanged(place, key)].map(cell).join(' | ')} |`;
  });
  return [...head, ...rows].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function defaultOf({ whenAbsent, default: value }: KeyInfo): string {
  if (whenAbsent !== undefined) return whenAbsent;
  return value === undefined ? '' : `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

/** The part of a JSON Schema that says what a value may be. */
interface ValueSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: ValueSchema;
  readonly anyOf?: readonly ValueSchema[];
  readonly properties?: Readonly<Record<string, ValueSchema>>;
}

function valuesOf(schema: ValueSchema, { range, examples = [] }: KeyInfo): string {
  const shown = examples.map((example) => code(example)).join(', ');
  const kind = range === undefined ? kindOf(schema) : `a duration, ${range}`;
  return shown === '' ? kind : `${kind}, such as ${shown}`;
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value).replaceAll('"', '').replaceAll(':', ': ')}\``;
}

function kindOf(schema: ValueSchema): string {
  if (schema.enum)
    return schema.enum
      .filter((word) => word !== '')
      .map(code)
      .join(', ');
  if (schema.const !== undefined) return code(schema.const);
  if (schema.anyOf) return [...new Set(schema.anyOf.map(kindOf))].join(' or ');
  switch (schema.type) {
    case 'boolean':
      return '`true`, `false`';
    case 'integer':
      return rangeOf(schema);
    case 'array':
      return 'a list';
    case 'object':
      return 'a block, below';
    default:
      return 'text';
  }
}

function rangeOf({ minimum, maximum }: ValueSchema): string {
  const most = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? 'up' : String(maximum);
  return most === 'up' ? `${String(minimum)} and up` : `${String(minimum)} to ${most}`;
}

function propertiesAt(place: string): Readonly<Record<string, ValueSchema>> {
  let schema: ValueSchema = configJsonSchema();
  for (const key of place === '' ? [] : place.split('.')) {
    const child = schema.properties?.[key] ?? {};
    const block = child.items ?? child;
    schema = block.anyOf?.find(({ type }) => type === 'object') ?? block;
  }
  return schema.properties ?? {};
}
