/** Everything that is made of src/shared/config-schema.ts, as it should be. */
export function configDocs(): Promise<readonly { readonly file: string; readonly text: string }[]>;
/** Throws when the page and the tables are not about the same places. */
export function withTables(page: string, tables: ReadonlyMap<string, string>): string;
