/** A request that the API server answered, or was asked without answering (status null). */
export interface LoggedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly status: number | null;
}

/** The latest requests, oldest first. */
export class RequestLog {
  readonly #entries: LoggedRequest[] = [];

  constructor(private readonly limit: number) {}

  get entries(): readonly LoggedRequest[] {
    return [...this.#entries];
  }

  add(entry: LoggedRequest): void {
    this.#entries.push(entry);
    if (this.#entries.length > this.limit) this.#entries.shift();
  }
}
