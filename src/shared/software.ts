/** What is bundled into Portwatch, with its licence. A test compares it with what is installed. */
export const software: readonly { readonly name: string; readonly licence: string }[] = [
  { name: '@kubernetes/client-node', licence: 'Apache-2.0' },
  { name: 'electron', licence: 'MIT' },
  { name: 'electron-store', licence: 'MIT' },
  { name: 'svelte', licence: 'MIT' },
  { name: 'yaml', licence: 'ISC' },
  { name: 'zod', licence: 'MIT' },
];
