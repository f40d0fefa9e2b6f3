/** The stage as one script that defines `stage`, for a page's init script. */
export function stageScript(): Promise<string>;
