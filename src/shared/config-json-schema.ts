import { z } from 'zod';
import { configSchema } from './config-schema';
import type { KeyInfo } from './config-values';

/**
 * The JSON Schema (draft 7, which YAML editors know best) of a config file. It says all of `configSchema` but for limits of
 * durations, which stand in the descriptions; what concerns several keys at once is left to Portwatch.
 */
export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configSchema, {
    target: 'draft-7',
    override: ({ jsonSchema }) => {
      const { range, whenAbsent, ...rest } = jsonSchema as KeyInfo & { description?: string };
      for (const key of ['range', 'whenAbsent']) Reflect.deleteProperty(jsonSchema, key);
      if (rest.description === undefined) return;
      jsonSchema.description = [
        rest.description,
        ...(range === undefined ? [] : [`From ${range}.`]),
        ...(whenAbsent === undefined ? [] : [`Default: ${whenAbsent}.`]),
      ].join(' ');
    },
  });
  const description = 'The forwards that Portwatch keeps alive. See docs/configuration.md.';
  return { ...schema, description };
}
