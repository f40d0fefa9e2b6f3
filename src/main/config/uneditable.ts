/** The file cannot be changed without harm to it. The message is for people. */
export class UneditableError extends Error {
  override readonly name = 'UneditableError';
}
