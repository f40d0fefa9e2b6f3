/** An answer that is not what was asked for. The API sends it as a `Status` object. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    /** What it is about, if it is about something. */
    readonly details?: { readonly name: string; readonly kind: string },
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

export function notFound(resource: string, name: string): ApiError {
  return new ApiError(404, 'NotFound', `${resource} "${name}" not found`, { name, kind: resource });
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}

/** For paths that lead nowhere. */
export function noSuchPath(): ApiError {
  return new ApiError(404, 'NotFound', 'the server could not find the requested resource');
}

/** A watch that asks for history that is no longer known. */
export function expired(asked: number, oldest: number): ApiError {
  return new ApiError(410, 'Expired', `too old resource version: ${asked} (${oldest})`);
}

/** What a real API server says with a status that it gives for no reason of ours. */
export function refusal(code: number): ApiError {
  const reasons: Readonly<Record<number, readonly [string, string] | undefined>> = {
    401: ['Unauthorized', 'Unauthorized'],
    403: ['Forbidden', 'forbidden: User "demo" cannot do this (the demo cluster was told to refuse)'],
    429: ['TooManyRequests', 'too many requests, please try again later'],
    503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
  };
  const [reason, message] = reasons[code] ?? ['InternalError', `the demo cluster was told to answer ${code}`];
  return new ApiError(code, reason, message);
}

export function statusObject(error: ApiError): object {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: error.message,
    reason: error.reason,
    ...(error.details ? { details: error.details } : {}),
    code: error.code,
  };
}
