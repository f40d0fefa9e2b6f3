import type { Place } from '../../src/shared/place';
import type { Act } from './picture';

/** What is done for a picture, one after the other. Each ends when it can be seen, so that nothing waits for a time. */
export function inOrder(...acts: readonly Act[]): Act {
  return async (page) => {
    for (const act of acts) await act(page);
  };
}

export function press(...keys: readonly string[]): Act {
  return async (page) => {
    for (const key of keys) await page.keyboard.press(key);
  };
}

export function type(text: string): Act {
  return (page) => page.keyboard.type(text);
}

/** Fills the field of that label. */
export function fill(label: string, text: string): Act {
  return (page) =>
    page
      .locator('input, textarea')
      .and(page.getByLabel(label, { exact: true }))
      .fill(text);
}

/** Chooses from a list of the system. */
export function pick(label: string, value: string): Act {
  return async (page) => {
    await page.getByLabel(label, { exact: true }).selectOption(value);
  };
}

export function click(name: string | RegExp, role: 'button' | 'tab' | 'checkbox' | 'row' = 'button'): Act {
  return (page) => page.getByRole(role, { name }).last().click();
}

/** Waits for a text. */
export function seen(text: string | RegExp): Act {
  return (page) => page.getByText(text).first().waitFor();
}

/** A dialog is open. */
export const dialog: Act = (page) => page.locator('dialog[open]').first().waitFor();

/** Has the stand-in for main do something; see test/support/gallery/stage.ts. */
export function main(script: string): Act {
  return async (page) => {
    await page.evaluate(`(() => { const api = stageApi; ${script}; })()`);
  };
}

/** Main answers as that of the gallery's scenes has it. */
export function answers(kind: 'form' | 'exchange' | 'settings', scene: string): Act {
  return main(`stage.${kind}(api, '${scene}')`);
}

/** Opens what stands in front of the list, as the tray would. */
export function visit(place: Place): Act {
  return inOrder(main(`api.visit(${JSON.stringify(place)})`), dialog);
}

/** Brings the end of what scrolls in a dialog to view. */
export const toTheEnd: Act = async (page) => {
  await page.evaluate(`document.querySelector('dialog[open] .body').scrollTo(0, 1e6)`);
};
