import { afterEach, describe, expect, it } from 'vitest';
import { readdir } from 'node:fs/promises';
import type { Locator, Page } from 'playwright';
import type { App } from '../support/app';
import { makeOneLaneBusy } from '../support/busy-lane';
import { findMenu } from '../support/desktop/menu';
import type { TraySnapshot } from '../support/desktop/tray-item';
import { eventually } from '../support/eventually';
import { freezeThread } from '../support/freeze-thread';
import { get, isListening } from '../support/http';
import {
  eventsOf,
  gateway,
  hungWithinMs,
  shopWeb,
  startScene,
  watchdogTimes,
  type LoggedEvent,
  type Scene,
  type SceneOptions,
} from '../support/scene';

let scene: Scene | null = null;

afterEach(async () => {
  await scene?.dispose();
  scene = null;
});

async function start(options: SceneOptions): Promise<Scene> {
  scene = await startScene(options);
  await Promise.all(scene.ports.map((port) => serves(port)));
  return scene;
}

/** Waits until the forward answers, and answers what it said. */
function serves(port: number, timeoutMs = 20_000): Promise<string> {
  return eventually(`port ${String(port)} to serve`, () => get(port).catch(() => undefined), { timeoutMs });
}

/** The row of a forward in the window, by its state's word. */
function row(page: Page, alias: string, word: string) {
  return page.getByRole('row').filter({ hasText: alias }).filter({ hasText: word });
}

/** Waits until the watchdog has put another lane in the place of an ill one. */
function laneReplaced(of: Scene): Promise<LoggedEvent> {
  const find = async () => (await eventsOf(of, 'lane.terminated'))[0];
  return eventually('a lane to be replaced', find, { timeoutMs: hungWithinMs });
}

/** Opens the details of a forward, with its timeline, and answers that panel. */
async function showDetails(page: Page, alias: string): Promise<Locator> {
  await page.getByRole('row').getByText(alias, { exact: true }).click();
  const details = page.getByRole('complementary', { name: `Details of ${alias}` });
  await details.waitFor();
  return details;
}

/** Asks a forward for an answer all the time, and counts those that it did not get. */
function askAllTheTime(port: number) {
  let missed = 0;
  let answered = 0;
  const over = new AbortController();
  const loop = (async () => {
    while (!over.signal.aborted) {
      await get(port).then(
        () => (answered += 1),
        () => (missed += 1),
      );
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return {
    async end() {
      over.abort();
      await loop;
      return { missed, answered };
    },
  };
}

/** What is left in the app's folder for temporary files. */
function filesIn(folder: string): Promise<string[]> {
  return readdir(folder);
}

describe.each(['built', 'unpacked'] as const)('Portwatch, %s', (build) => {
  it('forwards from the start, and has an item in the tray', async () => {
    const { desktop, cluster, ports } = await start({ build, forwards: [gateway] });
    const item = await desktop.tray.item();
    await item.waitFor('one active forward', ({ toolTip }) => toolTip === 'Portwatch: 1 active');
    const [port = 0] = ports;
    expect(cluster.pods()['api-gateway']).toContain((JSON.parse(await get(port)) as { pod: string }).pod);
  });

  it('sees a black-holed tunnel, says so everywhere, mends it, and says that', async () => {
    const { desktop, cluster, app, ports } = await start({ build, forwards: [gateway] });
    const page = await app.page();
    const item = await desktop.tray.item();
    const well = await item.waitFor('all well', ({ toolTip }) => toolTip === 'Portwatch: 1 active');
    const details = await showDetails(page, 'gateway');

    await cluster.faults.blackHole('*');
    const hung = await desktop.notifications.waitFor('hung', ({ summary }) => summary === 'gateway is hung', {
      timeoutMs: hungWithinMs,
    });
    expect(hung.body).toMatch(
      /^No progress for \d+ s: the pod does not answer\. Reconnecting\. Click to restart now\.$/,
    );
    await item.waitFor('trouble', ({ icon, toolTip }) => icon.hash !== well.icon.hash && toolTip !== well.toolTip);
    await details.getByText(/^hung:/).waitFor();

    await cluster.faults.heal();
    await desktop.notifications.waitFor('back', ({ summary }) => /^gateway is back after \d+ s$/.test(summary), {
      timeoutMs: 30_000,
    });
    expect(desktop.notifications.visible.map(({ summary }) => summary)).not.toContain('gateway is hung');
    await item.waitFor('all well again', ({ icon }) => icon.hash === well.icon.hash);
    await row(page, 'gateway', 'Active').waitFor();
    await details.getByText(/^recovered:/).waitFor();
    await serves(ports[0] ?? 0);
  });

  describe('with a forward that waits for the user when it hangs', () => {
    const waiting = { ...gateway, onHang: 'notify' } as const;

    async function hang(): Promise<Scene> {
      const started = await start({ build, forwards: [waiting] });
      // A tunnel that is opened after the fault would be well, and so would the forward be.
      await eventually('the tunnel in reserve', () => started.cluster.tunnelsTo('*') === 2 || undefined);
      await started.cluster.faults.blackHole('*', { existing: true, fresh: false });
      return started;
    }

    it('restarts it when its notification is clicked', async () => {
      const { desktop, ports } = await hang();
      const hung = await desktop.notifications.waitFor('hung', ({ summary }) => summary === 'gateway is hung', {
        timeoutMs: hungWithinMs,
      });
      expect(hung.body).not.toContain('Reconnecting');
      desktop.notifications.invoke(hung.id);
      await serves(ports[0] ?? 0);
      await desktop.notifications.waitFor('back', ({ summary }) => summary.startsWith('gateway is back'));
    });

    it('restarts it from the tray menu', async () => {
      const { desktop, ports } = await hang();
      const item = await desktop.tray.item();
      const isHung = ({ menu }: TraySnapshot) => findMenu(menu, ['Restart all hung']).enabled;
      await item.waitFor('one hung', isHung, { timeoutMs: hungWithinMs });
      expect(await item.toolTip()).toBe('Portwatch: 1 hung (gateway)');
      await item.clickMenu([/gateway {2}localhost/, 'Restart']);
      await serves(ports[0] ?? 0);
      await item.waitFor('one active', ({ toolTip }) => toolTip === 'Portwatch: 1 active');
    });

    it('restarts it from the window', async () => {
      const { app, ports } = await hang();
      const page = await app.page();
      await row(page, 'gateway', 'Hung').waitFor({ timeout: hungWithinMs });
      await row(page, 'gateway', 'Hung')
        .getByRole('button', { name: /restart/i })
        .click();
      await row(page, 'gateway', 'Active').waitFor();
      await serves(ports[0] ?? 0);
    });
  });

  it('replaces a lane in a busy loop, while the other lane misses nothing', async () => {
    const started = await start({ build, forwards: [gateway, shopWeb], lanes: 2 });
    const [first = 0, second = 0] = started.ports;
    const clients = { [gateway.alias]: askAllTheTime(first), [shopWeb.alias]: askAllTheTime(second) };
    await makeOneLaneBusy(started.app);
    const { forwards } = await laneReplaced(started);
    await Promise.all([serves(first), serves(second)]);
    for (const [alias, client] of Object.entries(clients)) {
      const { missed, answered } = await client.end();
      if (JSON.stringify(forwards).includes(`"${alias}"`)) continue;
      expect(missed).toBe(0);
      expect(answered).toBeGreaterThan(10);
    }
  });

  it('replaces a lane whose thread was stopped from outside, ports and all', async () => {
    const started = await start({ build, forwards: [gateway, shopWeb], lanes: 2 });
    const { app, ports } = started;
    const [first = 0, second = 0] = ports;
    const thread = Number((await eventsOf(started, 'lane.started')).find(({ lane }) => lane === 1)?.['osThreadId']);
    const others = askAllTheTime(second);
    const frozen = await freezeThread(app.pid, thread);
    try {
      await laneReplaced(started);
      await serves(first);
    } finally {
      await frozen.release();
    }
    await serves(first);
    expect((await others.end()).missed).toBe(0);
  });

  it('accuses nobody after a long sleep, and proves every tunnel at once', async () => {
    const started = await start({ build, forwards: [gateway, shopWeb] });
    const { desktop, cluster, app, ports } = started;
    const [first = 0, second = 0] = ports;
    await desktop.login.listened();
    desktop.login.sleep();
    for (const pid of await app.processes()) process.kill(pid, 'SIGSTOP');
    // Meanwhile a tunnel dies without a word, as tunnels do.
    await cluster.faults.blackHole('api-gateway', { existing: true, fresh: false });
    await new Promise((resolve) => setTimeout(resolve, 3 * watchdogTimes.thresholdMs));
    for (const pid of await app.processes()) process.kill(pid, 'SIGCONT');
    desktop.login.wake();
    await serves(first);
    await serves(second);
    // Whatever would be said of the silence is said within a threshold and two rounds.
    await new Promise((resolve) => setTimeout(resolve, watchdogTimes.thresholdMs + 2 * watchdogTimes.checkMs));
    expect(desktop.notifications.received.filter(({ summary }) => summary.includes('hung'))).toEqual([]);
    expect(await eventsOf(started, 'watchdog.hung')).toEqual([]);
  });

  it.each([
    ['the menu', (app: App) => app.quit()],
    ['SIGTERM', (app: App) => (app.kill('SIGTERM'), app.exited())],
    ['SIGINT', (app: App) => (app.kill('SIGINT'), app.exited())],
  ])('leaves nothing behind when it is quit by %s', async (_how, quit) => {
    const { desktop, app, ports } = await start({ build, forwards: [gateway, shopWeb], lanes: 2 });
    expect((await quit(app)).code).toBe(0);
    await eventually('every process to end', async () => ((await app.processes()).length === 0 ? true : undefined));
    for (const port of ports) expect(await isListening(port)).toBe(false);
    await desktop.tray.empty();
    expect(await filesIn(desktop.environment['TMPDIR'] ?? '')).toEqual([]);
  });
});
