import { assertNever } from '../shared/assert-never';
import { isRunning, type ForwardId } from '../shared/forward';
import type { WindowApi } from '../shared/ipc';
import type { Place } from '../shared/place';
import type { ForwardView } from '../shared/view';
import { appVerbs } from '../shared/words-actions';
import { refusedText } from '../shared/words-palette';
import { messageOf } from '../shared/message-of';
import type { Actions } from './actions.svelte';
import type { Confirm } from './confirm.svelte';
import { mayRun } from './confirm-production';
import type { Diagnoses } from './diagnoses.svelte';
import { removeEntries, switchAutostart } from './entries';
import { startOrStop, type Action } from './model/action';
import type { AppAction, Command, ForwardAction, ListCommand } from './model/commands';
import type { Shown } from './model/groups';
import { remembered } from './model/palette';
import { obeyPreference } from './preferring';
import type { SettingsState } from './settings.svelte';
import type { Store } from './store.svelte';

/** What the list does by itself. */
export type ListedCommand = Exclude<ListCommand, { kind: 'menu' }>;

/** What of the list commands reach. Main.svelte is it. */
export interface ListControl {
  /** The forwards that a command without a name is about: the selected ones, else the one that the keyboard is at. */
  targets(): readonly ForwardId[];
  /** Shows the details of a forward, whatever the filter. */
  show(id: ForwardId): void;
  /** Only forwards in this state; null for all. */
  showOnly(shown: Shown | null): void;
  /** Gives the keyboard to the filter. */
  focusFilter(): void;
  obey(command: ListedCommand): void;
  /** These may go: answers how to lead the keyboard to their neighbour when they have, and back to them when not. */
  leaving(ids: readonly ForwardId[]): (areGone: boolean) => void;
}

export interface CommandTools {
  readonly store: Store;
  readonly actions: Actions;
  readonly diagnoses: Diagnoses;
  readonly places: { open(place: Place): void };
  readonly confirm: Confirm;
  readonly settings: Pick<SettingsState, 'ask' | 'refused'>;
  readonly rowMenu: { openFor(id: ForwardId): void };
}

/** Does what was asked for by a key or in the palette. */
export class Commands {
  /** The keys of the palette's entries that were used, the last one first. */
  recent = $state.raw<readonly string[]>([]);
  /** Why the last command that was about no forward did not work; empty when it did. */
  trouble = $state('');
  #list: ListControl | null = null;

  constructor(
    private readonly api: Pick<WindowApi, 'setWatching' | 'reloadConfig'>,
    private readonly tools: CommandTools,
  ) {}

  /** The list tells that it is there. Answers the way to tell that it is gone. */
  serve(list: ListControl): () => void {
    this.#list = list;
    return () => (this.#list = null);
  }

  /** The forwards that a command without a name is about. */
  targets(): readonly ForwardId[] {
    return this.#list?.targets() ?? [];
  }

  remember(key: string): void {
    this.recent = remembered(this.recent, key);
  }

  async run(command: Command): Promise<void> {
    switch (command.kind) {
      case 'move':
      case 'move-to':
      case 'select':
      case 'select-all':
      case 'fold':
      case 'unfold':
      case 'close':
        this.#list?.obey(command);
        return;
      case 'show-only':
        this.#list?.showOnly(command.shown);
        return;
      case 'mute':
      case 'unmute':
      case 'theme':
        this.trouble = (await obeyPreference(this.tools.settings, command)) ?? '';
        return;
      case 'menu':
        for (const id of this.targets().slice(0, 1)) this.tools.rowMenu.openFor(id);
        return;
      case 'details':
      case 'restart':
      case 'start-stop':
      case 'copy':
      case 'open':
      case 'diagnose':
      case 'edit':
      case 'duplicate':
      case 'autostart':
      case 'delete':
        return this.#runAbout(command.kind, command.id === undefined ? this.targets() : [command.id]);
      default:
        return this.#runForAll(command.kind);
    }
  }

  /** One action on several forwards at once; asks first where some of them lead to production. */
  async bulk(action: Action, ids: readonly ForwardId[]): Promise<void> {
    const views = this.#views(ids);
    if (views.length === 0 || !(await mayRun(this.tools.confirm, action, views))) return;
    await this.tools.actions.run(
      action,
      views.map((view) => view.id),
    );
  }

  async #runAbout(kind: ForwardAction, ids: readonly ForwardId[]): Promise<void> {
    const { actions, diagnoses, places } = this.tools;
    const views = this.#views(ids);
    const [view] = views;
    if (!view) return;
    const { id } = view;
    switch (kind) {
      case 'details':
        this.#list?.show(id);
        return;
      case 'diagnose':
        this.#list?.show(id);
        return diagnoses.run(id);
      case 'edit':
        places.open({ kind: 'edit', id });
        return;
      case 'duplicate':
        places.open({ kind: 'add', like: id });
        return;
      case 'autostart':
        return switchAutostart(this.tools, view);
      case 'delete':
        return this.#remove(views);
      case 'copy':
        return actions.copy(id);
      case 'open':
        return actions.open(id);
      case 'restart':
        return this.bulk('restart', ids);
      case 'start-stop':
        return this.#startOrStop(views);
      default:
        return assertNever(kind);
    }
  }

  /** Of several, the running ones are stopped; only when none runs are they started. */
  async #startOrStop(views: readonly ForwardView[]): Promise<void> {
    const running = views.filter((view) => startOrStop(view.state) === 'stop');
    const [action, those] = running.length > 0 ? (['stop', running] as const) : (['start', views] as const);
    await this.bulk(
      action,
      those.map((view) => view.id),
    );
  }

  async #remove(views: readonly ForwardView[]): Promise<void> {
    const goOn = this.#list?.leaving(views.map(({ id }) => id));
    const outcome = await removeEntries(this.tools, views);
    if (outcome !== 'not-meant') goOn?.(outcome === 'gone');
  }

  async #runForAll(kind: AppAction): Promise<void> {
    const { places } = this.tools;
    switch (kind) {
      case 'add':
      case 'import':
      case 'generate':
      case 'export':
      case 'settings':
      case 'palette':
      case 'keys':
        places.open({ kind });
        return;
      case 'filter':
        this.#list?.focusFilter();
        return;
      case 'clear-filter':
        this.#list?.showOnly(null);
        return;
      case 'restart-hung':
        return this.bulk(
          'restart',
          this.#idsOf((view) => view.state.kind === 'hung'),
        );
      case 'start-all':
        return this.bulk(
          'start',
          this.#idsOf((view) => !isRunning(view.state)),
        );
      case 'stop-all':
        return this.bulk(
          'stop',
          this.#idsOf((view) => isRunning(view.state)),
        );
      case 'pause-watching':
      case 'resume-watching':
        return this.#ask(kind, this.api.setWatching({ watching: kind === 'resume-watching' }));
      case 'reload-config':
        return this.#ask(kind, this.api.reloadConfig());
      default:
        return assertNever(kind);
    }
  }

  async #ask(kind: AppAction, answer: Promise<unknown>): Promise<void> {
    this.trouble = '';
    try {
      await answer;
    } catch (error) {
      this.trouble = refusedText(appVerbs[kind], messageOf(error));
    }
  }

  #views(ids: readonly ForwardId[]): readonly ForwardView[] {
    return ids.flatMap((id) => this.tools.store.forwards.get(id) ?? []);
  }

  #idsOf(isMeant: (view: ForwardView) => boolean): readonly ForwardId[] {
    return [...this.tools.store.forwards.values()].filter(isMeant).map((view) => view.id);
  }
}
