import type { ForwardId } from '../shared/forward';
import type { Actions } from './actions.svelte';
import type { ListControl, ListedCommand } from './commands.svelte';
import type { ListCommand } from './model/commands';
import { groupsOf, noFilter, nothingFolded, onlyThose, rowsOf, toggled, type Filter, type Shown } from './model/groups';
import { moved } from './model/keys';
import { allOf, nothingSelected, ranged, selectedIn, withToggled, type Selection } from './model/selection';
import type { Store } from './store.svelte';

export interface ListTools {
  readonly store: Pick<Store, 'forwards'>;
  readonly actions: Pick<Actions, 'bulk'>;
  /** Gives the keyboard to what has this id in the page, once it is there. */
  readonly focus: (elementId: string) => void;
}

/** How a row was clicked: by itself, with Ctrl or Cmd, or with Shift. */
export type Click = 'plain' | 'toggle' | 'range';

/** What the list shows of the forwards, where the keyboard is, and what is selected. Lives as long as the window. */
export class ForwardsList implements ListControl {
  filter = $state.raw<Filter>(noFilter);
  detailsOpen = $state(false);
  /** The row that the keyboard is at, or was last. */
  currentId = $state<ForwardId | null>(null);
  #selection = $state.raw<Selection>(nothingSelected);
  #folded = $state.raw(nothingFolded);

  readonly groups = $derived.by(() => groupsOf(this.tools.store.forwards.values(), this.filter, this.#folded));
  readonly rows = $derived(rowsOf(this.groups));
  readonly selected = $derived(selectedIn(this.#selection, this.rows));
  readonly current = $derived.by(() => this.tools.store.forwards.get(this.currentId ?? this.rows[0] ?? ''));

  constructor(private readonly tools: ListTools) {}

  /** The selected ones, and among them first the one that the keyboard is at; else only that one. */
  targets(): readonly ForwardId[] {
    const at = this.current?.id;
    if (this.selected.length === 0) return at === undefined ? [] : [at];
    return at !== undefined && this.selected.includes(at)
      ? [at, ...this.selected.filter((id) => id !== at)]
      : this.selected;
  }

  show(id: ForwardId): void {
    if (!this.rows.includes(id)) this.#bringInSight(id);
    this.detailsOpen = true;
    this.reach(id);
  }

  showOnly(shown: Shown | null): void {
    this.filter = shown === null ? noFilter : onlyThose(shown);
  }

  focusFilter(): void {
    this.tools.focus('filter');
  }

  obey(command: ListedCommand): void {
    switch (command.kind) {
      case 'select':
        if (this.current) this.#selection = withToggled(this.#selection, this.current.id);
        return;
      case 'select-all':
        this.#selection = allOf(this.rows);
        return;
      case 'fold':
      case 'unfold':
        this.#foldCurrent(command.kind === 'fold');
        return;
      case 'close':
        this.close();
        return;
      default:
        this.#move(command);
    }
  }

  click(id: ForwardId, click: Click): void {
    const from = this.currentId;
    this.currentId = id;
    if (click === 'toggle') this.#selection = withToggled(this.#selection, id);
    else if (click === 'range') this.#selection = ranged(this.#selection, this.rows, from, id);
    else {
      this.#selection = nothingSelected;
      this.detailsOpen = true;
    }
  }

  /** The last that was opened goes first: what is selected, what became of it, the details, the filter. */
  close(): void {
    const { actions } = this.tools;
    if (this.selected.length > 0) this.selectNothing();
    else if (actions.bulk?.refusals) actions.bulk = null;
    else if (this.detailsOpen) this.detailsOpen = false;
    else this.filter = noFilter;
    if (this.current) this.reach(this.current.id);
  }

  closeDetails(): void {
    this.detailsOpen = false;
    if (this.current) this.reach(this.current.id);
  }

  selectNothing(): void {
    this.#selection = nothingSelected;
  }

  /** Shows only the heading of a group, or all of it again. */
  toggleFold(key: string): void {
    this.#folded = toggled(this.#folded, key);
  }

  leaving(ids: readonly ForwardId[]): (areGone: boolean) => void {
    const [first] = ids;
    const at = first === undefined ? -1 : this.rows.indexOf(first);
    const stays = (id: ForwardId) => !ids.includes(id);
    const neighbour = [...this.rows.slice(at + 1), ...this.rows.slice(0, Math.max(0, at)).reverse()].find(stays);
    return (areGone) => {
      const to = areGone ? neighbour : first;
      if (to !== undefined) this.reach(to);
    };
  }

  reach(id: ForwardId): void {
    this.currentId = id;
    this.tools.focus(`row-${id}`);
  }

  #move(command: Extract<ListCommand, { kind: 'move' | 'move-to' }>): void {
    const from = this.currentId;
    const to = moved(this.rows, this.#startOf(command), command);
    if (to === null) return;
    if (command.extend === true) this.#selection = ranged(this.#selection, this.rows, from, to);
    this.reach(to);
  }

  /** Where moving starts: in a group that has been folded meanwhile, at its heading. */
  #startOf(command: Extract<ListCommand, { kind: 'move' | 'move-to' }>): ForwardId | null {
    const group = this.#groupOfCurrent();
    if (command.kind !== 'move' || !group?.folded) return this.currentId;
    const heading = this.groups.indexOf(group);
    const above = rowsOf(this.groups.slice(0, heading)).at(-1) ?? null;
    // A step down from the row above the heading leads to the row below it.
    return command.by > 0 ? above : (rowsOf(this.groups.slice(heading))[0] ?? null);
  }

  #foldCurrent(fold: boolean): void {
    const group = this.#groupOfCurrent();
    if (!group || group.ill || group.folded === fold) return;
    this.toggleFold(group.key);
    if (fold) this.tools.focus(`heading-${group.key}`);
    else if (this.current) this.reach(this.current.id);
  }

  #groupOfCurrent() {
    const id = this.current?.id;
    return this.groups.find(({ forwards }) => forwards.some((view) => view.id === id));
  }

  /** Neither a filter nor a folded group must hide what was asked for. */
  #bringInSight(id: ForwardId): void {
    this.filter = noFilter;
    const group = this.groups.find(({ forwards }) => forwards.some((view) => view.id === id));
    if (group?.folded) this.toggleFold(group.key);
  }
}
