import { readFile } from 'node:fs/promises';
import type { WebContents } from 'electron';

/** Clock ticks a second in /proc, on every Linux there is. */
const ticksPerSecond = 100;

/** The page of a window, looked at from outside, so that nothing is added to what is measured. */
export class MeasuredPage {
  constructor(private readonly contents: WebContents) {}

  async attach(): Promise<void> {
    this.contents.debugger.attach('1.3');
    // CPU time of the page's thread: what other programs take meanwhile does not count.
    await this.contents.debugger.sendCommand('Performance.enable', { timeDomain: 'threadTicks' });
  }

  /** CPU time that the page's thread has spent in tasks so far, in milliseconds. */
  async busyMs(): Promise<number> {
    const answer = (await this.contents.debugger.sendCommand('Performance.getMetrics')) as {
      readonly metrics: readonly { readonly name: string; readonly value: number }[];
    };
    return 1_000 * (answer.metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  }

  /** CPU time of its process so far, all threads, in seconds. */
  async cpuSeconds(): Promise<number> {
    const stat = await readFile(`/proc/${String(this.contents.getOSProcessId())}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }

  /** Memory of its process that is its own or its share of what is common (PSS), in MiB. */
  async memoryMiB(): Promise<number> {
    const text = await readFile(`/proc/${String(this.contents.getOSProcessId())}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1]) / 1_024;
  }

  /** When rows of the list were first painted, in milliseconds since 1970. */
  async listPaintedAt(): Promise<number> {
    return (await this.contents.executeJavaScript(`new Promise((answer) => {
      const look = () => requestAnimationFrame(() =>
        document.querySelector('[role=row] [role=gridcell] .alias') === null
          ? look()
          : requestAnimationFrame(() => answer(performance.timeOrigin + performance.now())));
      look();
    })`)) as number;
  }

  /** Scrolls the list down and up again for so long; answers how long each frame took, in milliseconds. */
  async scroll(ms: number): Promise<readonly number[]> {
    return (await this.contents.executeJavaScript(`new Promise((answer) => {
      const scroller = document.querySelector('[data-scroller]');
      const frames = [];
      let before = null, began = null, way = 1;
      const step = (now) => {
        began ??= now;
        if (before !== null) frames.push(now - before);
        before = now;
        const reached = scroller.scrollTop;
        scroller.scrollTop += way * 36;
        if (scroller.scrollTop === reached) way = -way;
        if (now - began < ${String(ms)}) requestAnimationFrame(step);
        else { scroller.scrollTop = 0; answer(frames); }
      };
      requestAnimationFrame(step);
    })`)) as readonly number[];
  }
}
