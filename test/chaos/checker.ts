import {
  belittledBound,
  endedLateMs,
  lingerMs,
  noticedBound,
  refutedAfterSleepBound,
  refutedBound,
  servedBound,
} from './bounds';
import { traitsOf } from './kinds';
import { ForwardWatch } from './forward-watch';
import type { Place } from './layout';
import type { Moment, Observation, Rule, SaidEvent, Violation } from './observation';
import { newEpisode, type Episode, type Outcome, outcomesOf, type Suffered } from './outcome';
import { wordOf, statesIn, type Word } from './report-of';
import type { ChaosSettings } from './settings';

/**
 * Judges a program by what is observed from outside it: its lines, the connections through its ports, and the faults that
 * were laid. It knows nothing of how the program works. Times come with the observations.
 */
export class Checker {
  readonly violations: Violation[] = [];
  readonly outcomes: Outcome[] = [];
  readonly #watches: ReadonlyMap<string, ForwardWatch>;
  readonly #contexts: ReadonlyMap<string, string>;
  /** Those that are over stay for a while, for what is said late. */
  #episodes: Episode[] = [];
  readonly #hanging = new Set<string>();

  constructor(
    places: readonly Pick<Place, 'alias' | 'context'>[],
    private readonly settings: ChaosSettings,
    /** For programs that know only one way to say that something is wrong. */
    private readonly takesAnyWord = false,
  ) {
    this.#watches = new Map(places.map(({ alias }) => [alias, new ForwardWatch(alias)]));
    this.#contexts = new Map(places.map(({ alias, context }) => [alias, context]));
  }

  /** The states that the program shows, by alias. */
  shown(alias: string): string {
    return this.#watches.get(alias)?.shown ?? 'unknown';
  }

  /** Forwards that have not been seen to serve since a fault on them was over. */
  get recovering(): ReadonlySet<string> {
    const open = this.#episodes.filter(({ over }) => over !== null);
    return new Set(open.flatMap(({ suffered }) => [...suffered.values()].filter(isOpen).map((one) => one.forward)));
  }

  /** Forwards of which it has to be known now whether they answer, also when nobody uses them. */
  toBeAsked(at: Moment): ReadonlySet<string> {
    const unreported = this.#episodes.filter(({ fault, begun, over }) => {
      const isDue = at.fair - begun.fair > this.settings.thresholdMs;
      return over === null && isDue && traitsOf[fault.kind].reported?.as.includes('hung');
    });
    const silent = unreported.flatMap(({ suffered }) => [...suffered.values()].filter((one) => !one.reportedAt));
    return new Set([...this.recovering, ...silent.map(({ forward }) => forward)]);
  }

  /** How many connections were left hanging by faults that may do so. */
  get leftHanging(): number {
    return this.#hanging.size;
  }

  take(observation: Observation, at: Moment): void {
    switch (observation.type) {
      case 'fault-begun':
        this.#episodes.push(newEpisode(observation.fault, at));
        break;
      case 'fault-over':
        this.#over(observation.fault, at);
        break;
      case 'said':
        this.#hear(observation.event, at);
        break;
      case 'probe-begun':
        this.#watches.get(observation.forward)?.probeBegun(observation.probe, at);
        break;
      case 'probe-ended':
        this.#probeEnded(observation, at);
        break;
      case 'waiting':
        this.#watches.get(observation.forward)?.waiting(observation.connection, observation.waits, at);
        break;
      case 'lost':
        this.#lost(observation, at);
        break;
      case 'mended':
        for (const episode of this.#episodesOf(observation.forward)) {
          const suffered = episode.suffered.get(observation.forward);
          if (suffered && isOpen(suffered)) suffered.helped = true;
        }
        break;
      case 'corrupt':
        this.#violated('bytes not exact', observation.forward, observation.detail, at);
        break;
      case 'tick':
        this.#look(at);
        break;
      case 'end':
        this.#end(at);
        break;
    }
  }

  /** What others have found out by other means. */
  violated(rule: Rule, detail: string, at: Moment): void {
    this.#violated(rule, null, detail, at);
  }

  #over(id: number, at: Moment): void {
    const episode = this.#episodes.find(({ fault }) => fault.id === id);
    if (!episode) return;
    episode.over = at;
    if (!traitsOf[episode.fault.kind].mutes) return;
    // Silence that was the fault's own is not the program's.
    for (const alias of episode.suffered.keys()) this.#watches.get(alias)?.excuse(at);
  }

  #hear(event: SaidEvent, at: Moment): void {
    const word = wordOf(event);
    const forwards = word ? this.#concerned(word) : [];
    for (const [alias, state] of statesIn(event)) this.#watches.get(alias)?.showed(state, at);
    for (const alias of new Set([...forwards, ...statesIn(event).keys()])) this.#watches.get(alias)?.note(event, at);
    if (!word) return;
    for (const alias of forwards) this.#reported(alias, word, event, at);
  }

  #concerned({ forwards, context, report }: Word): readonly string[] {
    // Who has none left can do nothing for any forward.
    if (report === 'descriptors') return [...this.#contexts.keys()];
    if (context === null) return forwards;
    return [...this.#contexts].filter(([, of]) => of === context).map(([alias]) => alias);
  }

  #reported(alias: string, word: Word, event: SaidEvent, at: Moment): void {
    const episodes = this.#episodesOf(alias);
    const explaining = episodes.filter(({ fault }) => {
      const { explains, reported } = traitsOf[fault.kind];
      return explains.includes(word.report) || reported?.as.includes(word.report) === true;
    });
    if (explaining.length === 0) {
      const isConnections = event.event === 'forward.error' && event.connection === true;
      if (isConnections && this.#mayEndLate(alias, at)) return;
      const open = episodes.map(({ fault }) => fault.kind).join(', ') || 'nothing';
      const about = word.context === null ? alias : null;
      this.#violated('alarm without a fault', about, `${event.event} while ${open} was wrong`, at);
      return;
    }
    for (const episode of explaining) this.#firstWord(episode, alias, word, at);
  }

  #firstWord(episode: Episode, alias: string, word: Word, at: Moment): void {
    const suffered = episode.suffered.get(alias);
    const { reported } = traitsOf[episode.fault.kind];
    if (!suffered || suffered.helped || !reported || suffered.reportedAt) return;
    if (!reported.as.includes(word.report) && !this.takesAnyWord) return;
    suffered.reportedAt = at;
    if (word.suspect === null || reported.suspects.includes(word.suspect)) return;
    const detail = `${episode.fault.kind}: ${word.suspect} was blamed, not ${reported.suspects.join(' or ')}`;
    this.#violated('wrong part blamed', alias, detail, at);
  }

  #probeEnded(observation: Extract<Observation, { type: 'probe-ended' }>, at: Moment): void {
    const { forward, probe, answered } = observation;
    const watch = this.#watches.get(forward);
    const begun = watch?.probeEnded(probe, answered, at);
    if (!watch || !begun) return;
    const episodes = this.#episodesOf(forward);
    if (!answered) {
      if (!watch.isProbeStranded(begun)) this.#blame(forward, at, 'a new connection was not answered');
      return;
    }
    for (const episode of episodes) {
      const suffered = episode.suffered.get(forward);
      if (suffered) this.#answered(episode, suffered, watch, begun, at);
    }
  }

  #answered(episode: Episode, suffered: Suffered, watch: ForwardWatch, begun: Moment, at: Moment): void {
    if (!isOpen(suffered) || watch.shown !== 'active') return;
    const { lasts, reported } = traitsOf[episode.fault.kind];
    const from = lasts ? episode.over : (suffered.reportedAt ?? (reported === null ? episode.begun : null));
    // What was not reported, and answers after its time is over, was got over without a word.
    const since = from ?? (episode.over && !lasts ? episode.over : null);
    if (since && begun.real >= since.real) suffered.recoveredAt = at;
  }

  #lost(observation: Extract<Observation, { type: 'lost' }>, at: Moment): void {
    const { forward, connection, role, how } = observation;
    const watch = this.#watches.get(forward);
    const isStranded = watch?.isConnectionStranded(connection) === true;
    watch?.waiting(connection, false, at);
    if (isStranded || (how === 'cut' && this.#mayEndLate(forward, at))) return;
    this.#blame(forward, at, `an open connection (${role}) was ${how === 'cut' ? 'cut off' : 'ended'}`);
    const mayEnd = this.#episodesOf(forward).some(({ fault }) => traitsOf[fault.kind].ends);
    if (how === 'ended' && !mayEnd) {
      this.#violated('connection ended early as if by the app', forward, `the connection was used for ${role}`, at);
    }
  }

  /** Puts a lost connection down to a fault that explains it. */
  #blame(forward: string, at: Moment, what: string): void {
    const cutting = this.#episodesOf(forward).filter(({ fault }) => traitsOf[fault.kind].cuts);
    for (const episode of cutting) {
      const suffered = episode.suffered.get(forward);
      if (!suffered) continue;
      suffered.noticed = true;
      suffered.lost += 1;
    }
    if (cutting.length === 0) this.#violated('connection lost without a fault', forward, what, at);
  }

  /** Deadlines and contradictions, looked for again and again. */
  #look(at: Moment): void {
    for (const episode of this.#episodes) this.#lookAtEpisode(episode, at);
    for (const watch of this.#watches.values()) this.#lookAtForward(watch, at);
    const done = this.#episodes.filter((episode) => this.#isDone(episode, at));
    for (const episode of done) this.outcomes.push(...outcomesOf(episode, traitsOf[episode.fault.kind].lasts));
    this.#episodes = this.#episodes.filter((episode) => !done.includes(episode));
  }

  #lookAtEpisode(episode: Episode, at: Moment): void {
    const { fault, begun, over } = episode;
    const { lasts, reach, reported, strands, mutes } = traitsOf[fault.kind];
    const toNotice = noticedBound(fault.kind, this.settings);
    const toServe = servedBound(fault.kind, this.settings);
    // A silence that is over before it has to be called a hang needs no word: a new tunnel may be there as soon as the next look.
    const feltAfterMs = reported?.as.includes('hung') ? (toNotice?.ms ?? Infinity) : this.settings.slackMs;
    const isKnown = [...episode.suffered.values()].some(({ reportedAt }) => reportedAt !== null);
    for (const suffered of episode.suffered.values()) {
      const watch = this.#watches.get(suffered.forward);
      if (!watch) continue;
      if (strands && isOpen(suffered)) watch.strand(at);
      const feltFrom = mutes ? over : begun;
      if (feltFrom && watch.silentMsSince(feltFrom, at) > feltAfterMs) suffered.noticed = true;
      // What only a connection meets need not be known before one does.
      const isHidden = reported?.as.includes('refused') === true || watch.answersSince(begun);
      // An answer from just before the fault took hold proves nothing.
      const isSilent = feltFrom !== null && watch.silentMsSince(feltFrom, at) > this.settings.slackMs;
      // What hits the program may spare some of its forwards: a lane carries only its own.
      const owesWord =
        reach === 'program' ? !isKnown : suffered.reportedAt === null && (suffered.noticed || !isHidden || isSilent);
      if (toNotice && owesWord && !suffered.unreported && at.fair - begun.fair > toNotice.ms) {
        suffered.unreported = true;
        const detail = `${fault.kind}: nothing said within ${String(toNotice.ms)} ms (${toNotice.why})`;
        this.#violated('fault not reported in time', suffered.forward, detail, at);
      }
      const from = lasts ? over : begun;
      if (from && isOpen(suffered) && !suffered.overdue && at.fair - from.fair > toServe.ms) {
        // Nothing was ever said, and all is well: it got over it at once.
        if (!lasts && !suffered.reportedAt && !isSilent && watch.answersSince(begun) && watch.shown === 'active') {
          suffered.recoveredAt = at;
          continue;
        }
        suffered.overdue = true;
        const detail = `${fault.kind}: no answer within ${String(toServe.ms)} ms (${toServe.why})`;
        this.#violated('not serving in time', suffered.forward, detail, at);
      }
    }
  }

  #lookAtForward(watch: ForwardWatch, at: Moment): void {
    const kinds = this.#episodesOf(watch.alias);
    const isMuted = kinds.some(({ fault, over }) => traitsOf[fault.kind].mutes && over === null);
    if (isMuted) return;
    const isWaking = kinds.some(({ fault }) => fault.kind === 'sleep, tunnels lost');
    const refuted = isWaking ? refutedAfterSleepBound(this.settings) : refutedBound(this.settings);
    const silentMs = watch.activeAndSilentMs(at);
    if (silentMs > refuted.ms && watch.once('active, yet nothing answers')) {
      const detail = `shown as active, and no answer for ${silentMs.toFixed(0)} ms (${refuted.why})`;
      this.#violated('active, yet nothing answers', watch.alias, detail, at);
    }
    const belittledMs = watch.answeringThoughNotActiveMs(at);
    if (belittledMs > belittledBound(this.settings).ms && watch.once('not active, yet it answers')) {
      const detail = `shown as ${watch.shown}, and answers for ${belittledMs.toFixed(0)} ms`;
      this.#violated('not active, yet it answers', watch.alias, detail, at);
    }
    this.#lookForStuck(watch, refuted.ms + this.settings.slackMs, at);
  }

  #lookForStuck(watch: ForwardWatch, limitMs: number, at: Moment): void {
    for (const { key, stranded } of watch.waitingLongerThan(limitMs, at)) {
      if (stranded) this.#hanging.add(`${watch.alias} ${key}`);
      else if (watch.once('connection stuck')) {
        const detail = `${key} waits for more than ${String(limitMs)} ms for what it is owed`;
        this.#violated('connection stuck', watch.alias, detail, at);
      }
    }
  }

  /** Over, recovered everywhere, and nothing late is to be expected of it. */
  #isDone({ over, suffered }: Episode, at: Moment): boolean {
    if (!over || at.fair - over.fair < lingerMs(this.settings)) return false;
    return [...suffered.values()].every(({ recoveredAt, helped }) => {
      if (helped) return true;
      return recoveredAt !== null && at.fair - recoveredAt.fair >= lingerMs(this.settings);
    });
  }

  #end(at: Moment): void {
    this.#look(at);
    for (const episode of this.#episodes) {
      this.outcomes.push(...outcomesOf(episode, traitsOf[episode.fault.kind].lasts));
    }
    for (const watch of this.#watches.values()) {
      if (watch.shown === 'active' && watch.hasAnsweredSince(at.fair - refutedBound(this.settings).ms)) continue;
      this.#violated('not active at the end', watch.alias, `shown as ${watch.shown}`, at);
    }
  }

  #mayEndLate(alias: string, at: Moment): boolean {
    return this.#watches.get(alias)?.mayEndLate(endedLateMs(this.settings), at) === true;
  }

  #episodesOf(alias: string): readonly Episode[] {
    return this.#episodes.filter(({ suffered }) => suffered.has(alias));
  }

  #violated(rule: Rule, forward: string | null, detail: string, at: Moment): void {
    const lastEvents = forward === null ? [] : (this.#watches.get(forward)?.lastEvents ?? []);
    this.violations.push({ rule, atMs: Math.round(at.real), forward, detail, lastEvents: [...lastEvents] });
  }
}

function isOpen(suffered: Suffered): boolean {
  return suffered.recoveredAt === null && !suffered.helped;
}
