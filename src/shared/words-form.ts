/** What is said by main about an edit that it does not do. */
export const editingWords = {
  unconfirmedAddress: (address: string) =>
    `${address} can be reached from other computers. Confirm that this is meant, then save again.`,
  noCommand: 'it is no kubectl port-forward command',
} as const;
