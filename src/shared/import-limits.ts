/** Characters of a text that is pasted or dropped; main refuses more than as many bytes, too. */
export const maxImportText = 10 * 1024 * 1024;
