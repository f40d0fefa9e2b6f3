import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { launchApp, type App } from '../support/app';
import { startDesktop, type Desktop } from '../support/desktop/desktop';
import { printMenu } from '../support/desktop/menu';
import { eventually } from '../support/eventually';

const folder = join(import.meta.dirname, 'fixtures', 'tiny-app');

/** The private desktop, proven with an app that is known: what other tests then see of Portwatch can be believed. */
describe('the private desktop', () => {
  let desktop: Desktop;
  let app: App;

  beforeEach(async () => {
    const started = await startDesktop();
    desktop = started;
    return () => started.dispose();
  });

  beforeEach(async () => {
    const launched = await launchApp({ desktop, folder, config: 'some.yaml', arguments: ['--tiny'] });
    app = launched;
    return () => launched.dispose();
  });

  /** Waits for a whole line of the app's output, and answers with how often it came. */
  async function said(line: string): Promise<number> {
    const count = () =>
      app
        .output()
        .split('\n')
        .filter((other) => other === line).length;
    return eventually(
      `the app to say "${line}"`,
      () => count() || undefined,
      {},
      () => app.output(),
    );
  }

  it('starts the app that is named, with its own version and arguments, and finds its window', async () => {
    const { version, argv } = await app.electronApp.evaluate(({ app: it }) => ({
      version: it.getVersion(),
      argv: process.argv,
    }));
    expect(version).toBe('1.2.3');
    expect(argv.slice(-3)).toEqual(['-c', 'some.yaml', '--tiny']);
    expect(await (await app.page()).title()).toBe('tiny');
  });

  it('sees the tray icon, its tool tip and its menu', async () => {
    const item = await desktop.tray.item();
    expect(await item.toolTip()).toBe('Tiny: well');
    expect(await item.icon()).toMatchObject({ width: 22, height: 22 });
    expect(printMenu(await item.menu())).toMatchInlineSnapshot(`
      "all_well (disabled)
      ---
      orders
        Restart
      [x] Watching
      Alarm
      Quit"
    `);
  });

  it('clicks menu entries, in submenus too, and refuses what a person could not click', async () => {
    const item = await desktop.tray.item();
    await item.clickMenu(['orders', /^Restart/]);
    await said('clicked orders/Restart');
    await item.clickMenu(['Watching']);
    await item.waitFor('Watching unticked', ({ menu }) => !printMenu(menu).includes('[x]'));
    await expect(item.clickMenu(['all_well'])).rejects.toThrow('disabled');
    await expect(item.clickMenu(['No such'])).rejects.toThrow('No menu entry No such among: all_well | separator');
  });

  it('activates the icon', async () => {
    await (await desktop.tray.item()).activate();
    await said('clicked tray');
  });

  it('sees the icon and the notification change, and clicks the notification', async () => {
    const item = await desktop.tray.item();
    const calm = (await item.icon()).hash;
    await item.clickMenu(['Alarm']);
    await item.waitFor('an alarm', ({ icon, toolTip }) => icon.hash !== calm && toolTip === 'Tiny: hung');
    const notification = await desktop.notifications.waitFor('hung', ({ summary }) => summary === 'orders is hung');
    expect(notification).toMatchObject({ replacesId: 0, body: 'Click to restart.', hints: { urgency: 2 } });
    expect(Object.keys(notification.actions)).toContain('default');
    desktop.notifications.invoke(notification.id);
    await said('clicked notification');
    await item.waitFor('calm', ({ icon }) => icon.hash === calm);
    expect(desktop.notifications.visible).toEqual([]);
  });

  it('takes a notification away, and cannot click what is gone', async () => {
    await (await desktop.tray.item()).clickMenu(['Alarm']);
    const { id } = await desktop.notifications.waitFor('any', () => true);
    desktop.notifications.close(id);
    await said('closed notification');
    expect(() => desktop.notifications.invoke(id)).toThrow('not on the screen');
  });

  it('announces sleep and waking up', async () => {
    await desktop.login.listened();
    desktop.login.sleep();
    await said('suspend');
    desktop.login.wake();
    await said('resume');
    expect(app.output().indexOf('suspend')).toBeLessThan(app.output().indexOf('resume'));
  });

  it.each([
    ['quit', () => app.quit()],
    ['Quit in the menu', async () => (await desktop.tray.item()).clickMenu(['Quit']).then(() => app.exited())],
    [
      'SIGTERM',
      async () => {
        app.kill('SIGTERM');
        return app.exited();
      },
    ],
  ])('sees the app end and leave no process and no icon behind: %s', async (_, end) => {
    await desktop.tray.item();
    expect(await app.processes()).toContain(app.pid);
    expect(await end()).toEqual({ code: 0, signal: null });
    await desktop.tray.empty();
    await eventually('its processes to end', async () => ((await app.processes()).length === 0 ? true : undefined));
  });
});

it('leaves nothing of the private desktop behind', async () => {
  const desktop = await startDesktop();
  await desktop.dispose();
  expect(existsSync(desktop.folder)).toBe(false);
});
