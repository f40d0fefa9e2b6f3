/** The settings of a config file that can be changed without an editor, as they are written there. */
export interface GivenSettings {
  /** Durations such as `5s`. */
  readonly watchdog: { readonly poll?: string; readonly check?: string; readonly threshold?: string };
  readonly lanes?: number;
}

/** What is to be different. Null takes a key away, so that the default counts; what is not named stays. */
export interface SettingsEdit {
  readonly watchdog?:
    | {
        readonly poll?: string | null | undefined;
        readonly check?: string | null | undefined;
        readonly threshold?: string | null | undefined;
      }
    | undefined;
  readonly lanes?: number | null | undefined;
}
