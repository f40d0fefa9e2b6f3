/** Builds dist/ when its sources have changed; rejects with the compiler's words. */
export function buildApp(options?: { readonly force?: boolean }): Promise<void>;
