export interface ElectronRuntime {
  /** What to start. */
  readonly executable: string;
  /** The whole distribution. */
  readonly folder: string;
  readonly version: string;
  readonly origin: 'override' | 'download' | 'fallback';
}

/** Finds an Electron to run; rejects, with what to do about it, when there is none. */
export function findElectron(options?: { readonly announce?: boolean }): Promise<ElectronRuntime>;
