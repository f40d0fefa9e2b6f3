import { createContext } from 'svelte';
import type { Actions } from './actions.svelte';
import type { Commands } from './commands.svelte';
import type { Contact } from './contact.svelte';
import type { Confirm } from './confirm.svelte';
import type { Diagnoses } from './diagnoses.svelte';
import type { Importing } from './importing.svelte';
import type { Generating } from './importing-cluster.svelte';
import type { Places } from './places.svelte';
import type { RowMenu } from './row-menu.svelte';
import type { SettingsState } from './settings.svelte';
import type { Store } from './store.svelte';
import type { Ticker } from './ticker.svelte';

/** What every component may reach without being handed it. */
export interface Shell {
  readonly store: Store;
  readonly actions: Actions;
  readonly diagnoses: Diagnoses;
  readonly places: Places;
  readonly confirm: Confirm;
  readonly contact: Contact;
  readonly commands: Commands;
  readonly rowMenu: RowMenu;
  readonly settings: SettingsState;
  readonly importing: Importing;
  readonly generating: Generating;
  readonly ticker: Ticker;
}

export const [shell, setShell] = createContext<Shell>();
