/**
 * Writes assets/portwatch.schema.json and the tables of docs/configuration.md from src/shared/config-schema.ts:
 * `node scripts/config-docs.mjs`. A unit test fails while they are out of date.
 */
import { writeConfigDocs } from './lib/config-docs.mjs';

await writeConfigDocs();
