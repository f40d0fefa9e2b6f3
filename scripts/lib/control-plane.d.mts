export function hasGo(): Promise<boolean>;
export function ensureControlPlane(): Promise<string>;
