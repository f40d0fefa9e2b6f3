import { muteVerbs, notificationsOf, themeVerbs } from '../shared/words-actions';
import { refusedText } from '../shared/words-palette';
import type { WindowApi } from '../shared/ipc';
import type { Outcome } from '../shared/outcome';
import type { PreferenceCommand } from './model/commands';
import { refusalSentence } from './model/refusal';
import type { SettingsState } from './settings.svelte';

/** Does what is chosen in the palette or a menu instead of in the settings. Answers why it was not done; null when it was. */
export async function obeyPreference(
  settings: Pick<SettingsState, 'ask' | 'refused'>,
  command: PreferenceCommand,
): Promise<string | null> {
  if (await settings.ask(command.kind, (api) => request(api, command))) return null;
  const refused = settings.refused.get(command.kind);
  return refusedText(verbOf(command), refused ? refusalSentence(refused) : '');
}

function request(api: WindowApi, command: PreferenceCommand): Promise<Outcome> {
  if (command.kind === 'theme') return api.setTheme({ theme: command.theme });
  const { subject } = command;
  return command.kind === 'mute' ? api.mute({ subject, forMs: command.forMs }) : api.unmute({ subject });
}

function verbOf(command: PreferenceCommand): string {
  if (command.kind === 'theme') return themeVerbs[command.theme];
  return command.kind === 'mute' ? muteVerbs.always(notificationsOf.all) : muteVerbs.unmute(notificationsOf.all, null);
}
