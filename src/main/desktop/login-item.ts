import type { Outcome } from '../../shared/outcome';
import type { StartAtLogin } from '../../shared/start-at-login';

/** Starting at log-in, by whatever way the system has for it. What is really so is asked each time. */
export interface LoginItem {
  /** Never rejects. */
  state(): Promise<StartAtLogin>;
  /** Never rejects. */
  set(enabled: boolean): Promise<Outcome>;
}
