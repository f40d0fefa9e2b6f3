import type { Diagnosis } from '../../src/shared/diagnosis';
import type { AppEvent } from '../../src/shared/events';
import type { History } from '../../src/shared/history';
import type { ActionResult, DiagnosisAnswer, WindowApi } from '../../src/shared/ipc';
import type { Place } from '../../src/shared/place';
import type { Beat, ForwardView, Snapshot } from '../../src/shared/view';
import { FakeExchange } from './fake-exchange';
import { FakeEditing } from './fake-editing';
import { FakeSettings } from './fake-settings';

type Listeners<T> = Set<(payload: T) => void>;

/** What main would be to the window: answers from values, remembers what was asked, and pushes what a test says. */
export class FakeWindowApi implements WindowApi {
  /** `restart 127.0.0.1:5432`, in order. */
  readonly asked: string[] = [];
  /** What the next actions answer; null for "it worked". */
  refusal: string | null = null;
  /** Makes `snapshot` fail, as a dead main process would. */
  broken: string | null = null;
  /** Holds the answers to actions back, so that pending can be seen. */
  slow = false;
  /** What main has kept of past heartbeats. */
  kept: readonly History[] = [];

  readonly #forwards: Listeners<{ changed: readonly ForwardView[]; removed: readonly string[] }> = new Set();
  readonly #beats: Listeners<readonly Beat[]> = new Set();
  readonly #events: Listeners<AppEvent> = new Set();
  readonly #resets: Listeners<Snapshot> = new Set();
  readonly #reveals: Listeners<{ id: string }> = new Set();
  readonly #visits: Listeners<Place> = new Set();
  readonly #diagnoses: Listeners<Diagnosis> = new Set();
  readonly #diagnosing = new Map<string, (answer: DiagnosisAnswer) => void>();

  constructor(
    public current: Snapshot,
    public past: readonly AppEvent[] = [],
  ) {}

  readonly snapshot = (): Promise<Snapshot> =>
    this.broken === null ? Promise.resolve(this.current) : Promise.reject(new Error(this.broken));
  readonly timeline = (): Promise<readonly AppEvent[]> => Promise.resolve(this.past);
  readonly start = ({ ids }: { ids: readonly string[] }) => this.#act('start', ids);
  readonly stop = ({ ids }: { ids: readonly string[] }) => this.#act('stop', ids);
  readonly restart = ({ ids }: { ids: readonly string[] }) => this.#act('restart', ids);
  readonly copyAddress = ({ id }: { id: string }) => this.#one('copy', id);
  readonly openInBrowser = ({ id }: { id: string }) => this.#one('open', id);
  readonly diagnose = ({ id }: { id: string }): Promise<DiagnosisAnswer> => {
    this.asked.push(`diagnose ${id}`);
    return new Promise((resolve) => this.#diagnosing.set(id, resolve));
  };
  readonly cancelDiagnosis = ({ id }: { id: string }): Promise<boolean> => {
    this.asked.push(`cancel ${id}`);
    return Promise.resolve(true);
  };
  readonly copyDiagnosis = ({ id }: { id: string }) => this.#one('copy-diagnosis', id);
  readonly history = ({ id }: { id?: string | undefined }): Promise<readonly History[]> =>
    Promise.resolve(this.kept.filter((history) => id === undefined || history.id === id));
  readonly setWatching = ({ watching }: { watching: boolean }): Promise<boolean> => {
    this.reset({ ...this.current, watching });
    return Promise.resolve(watching);
  };

  /** Answers, or never, with `isDead`. */
  isDead = false;
  readonly stillThere = (): Promise<boolean> => (this.isDead ? new Promise(() => undefined) : Promise.resolve(true));
  readonly reloadConfig = (): Promise<boolean> => {
    this.asked.push('reload-config');
    return this.refusal === null ? Promise.resolve(true) : Promise.reject(new Error(this.refusal));
  };

  /** Adding and editing forwards. */
  readonly editing = new FakeEditing(this.asked);
  readonly listContexts = this.editing.listContexts;
  readonly listNamespaces = this.editing.listNamespaces;
  readonly listTargets = this.editing.listTargets;
  readonly cancelListing = this.editing.cancelListing;
  readonly checkLocalPort = this.editing.checkLocalPort;
  readonly suggestLocalPort = this.editing.suggestLocalPort;
  readonly readCommand = this.editing.readCommand;
  readonly readEntry = this.editing.readEntry;
  readonly previewEdit = this.editing.previewEdit;
  readonly saveEdit = this.editing.saveEdit;
  readonly removeForward = this.editing.removeForward;
  readonly setAutostart = this.editing.setAutostart;

  /** Settings and the first run. */
  readonly preferences = new FakeSettings();
  readonly settings = this.preferences.settings;
  readonly setTheme = this.preferences.setTheme;
  readonly setNotice = this.preferences.setNotice;
  readonly mute = this.preferences.mute;
  readonly unmute = this.preferences.unmute;
  readonly setStartAtLogin = this.preferences.setStartAtLogin;
  readonly setLogLevel = this.preferences.setLogLevel;
  readonly editSettings = this.preferences.editSettings;
  readonly checkConfig = this.preferences.checkConfig;
  readonly showFile = this.preferences.showFile;
  readonly lookAround = this.preferences.lookAround;
  readonly tryDemo = this.preferences.tryDemo;
  readonly leaveDemo = this.preferences.leaveDemo;
  readonly onSettingsChanged = this.preferences.onSettingsChanged;

  /** Importing, picking from a cluster and exporting. */
  readonly exchange = new FakeExchange(this.asked);
  readonly findImports = this.exchange.findImports;
  readonly chooseImport = this.exchange.chooseImport;
  readonly planImport = this.exchange.planImport;
  readonly planGenerate = this.exchange.planGenerate;
  readonly cancelGenerate = this.exchange.cancelGenerate;
  readonly applyImport = this.exchange.applyImport;
  readonly undoImport = this.exchange.undoImport;
  readonly lastImport = this.exchange.lastImport;
  readonly planExport = this.exchange.planExport;
  readonly copyExport = this.exchange.copyExport;
  readonly saveExport = this.exchange.saveExport;

  readonly onForwards = listenTo(this.#forwards);
  readonly onBeats = listenTo(this.#beats);
  readonly onEvent = listenTo(this.#events);
  readonly onReset = listenTo(this.#resets);
  readonly onReveal = listenTo(this.#reveals);
  readonly onVisit = listenTo(this.#visits);
  readonly onDiagnosis = listenTo(this.#diagnoses);

  /** Subscriptions that are not ended. */
  get listeners(): number {
    return [this.#forwards, this.#beats, this.#events, this.#resets, this.#reveals, this.#visits, this.#diagnoses]
      .map((listeners) => listeners.size)
      .reduce((sum, size) => sum + size);
  }

  change(changed: readonly ForwardView[], removed: readonly string[] = []): void {
    for (const listener of this.#forwards) listener({ changed, removed });
  }

  beat(beats: readonly Beat[]): void {
    for (const listener of this.#beats) listener(beats);
  }

  happen(event: AppEvent): void {
    for (const listener of this.#events) listener(event);
  }

  reset(snapshot: Snapshot): void {
    this.current = snapshot;
    for (const listener of this.#resets) listener(snapshot);
  }

  /** How far a diagnosis is. */
  diagnosed(diagnosis: Diagnosis): void {
    for (const listener of this.#diagnoses) listener(diagnosis);
  }

  /** The diagnosis that was asked for is over. */
  endDiagnosis(id: string, answer: DiagnosisAnswer): void {
    this.#diagnosing.get(id)?.(answer);
  }

  reveal(id: string): void {
    for (const listener of this.#reveals) listener({ id });
  }

  visit(place: Place): void {
    for (const listener of this.#visits) listener(place);
  }

  #act(action: string, ids: readonly string[]): Promise<readonly ActionResult[]> {
    for (const id of ids) this.asked.push(`${action} ${id}`);
    if (this.slow) return new Promise(() => undefined);
    return Promise.resolve(ids.map((id) => this.#result(id)));
  }

  #one(action: string, id: string): Promise<ActionResult> {
    this.asked.push(`${action} ${id}`);
    return Promise.resolve(this.#result(id));
  }

  #result(id: string): ActionResult {
    return { id, ok: this.refusal === null, message: this.refusal ?? '' };
  }
}

function listenTo<T>(listeners: Listeners<T>) {
  return (listener: (payload: T) => void): (() => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
}
