/** What confirmations say by themselves; what is asked is with whoever asks. */
export const confirmWords = { no: 'Cancel' } as const;
