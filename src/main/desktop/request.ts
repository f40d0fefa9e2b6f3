import {
  contract,
  type RequestAnswer,
  type RequestHandlers,
  type RequestName,
  type RequestPayload,
} from '../../shared/ipc';

/** A request that is not answered, and why. The window hears only that it was refused. */
export class RefusedRequest extends Error {
  constructor(
    readonly request: RequestName,
    readonly reason: string,
  ) {
    super(`Refused: ${request}`);
    this.name = 'RefusedRequest';
  }
}

/** Parses what came from the window and only then lets the handler see it. Rejects with `RefusedRequest`. */
export async function answerRequest<K extends RequestName>(
  name: K,
  raw: unknown,
  handlers: Pick<RequestHandlers, K>,
): Promise<RequestAnswer<K>> {
  const parsed = contract[name].payload.safeParse(raw);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}`);
    throw new RefusedRequest(name, issues.join('; '));
  }
  // The compiler does not follow that the entry which parsed it and the handler have the same name.
  return handlers[name](parsed.data as RequestPayload<K>);
}
