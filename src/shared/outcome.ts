/** Why something that was asked for was not done, for a person. */
export interface Refusal {
  readonly ok: false;
  readonly message: string;
  /** What to do about it; empty when there is nothing. */
  readonly hint: string;
}

/** What became of something that was asked for. */
export type Outcome = { readonly ok: true } | Refusal;
