import type { Page } from 'playwright';

/** How the system wants it. */
export type Look = 'light' | 'dark' | 'contrast';

/** What a person does. */
export type Act = (page: Page) => Promise<void>;

interface Shown {
  readonly name: string;
  /** Width and height in CSS pixels; 1000 × 640 unless told. */
  readonly size?: readonly [number, number];
  /** In which looks it is kept; for accessibility, all are looked at. */
  readonly looks: readonly Look[];
  /** What is done before it is taken. */
  readonly act?: Act;
}

/** A screen of the window, as it is compared and looked at for accessibility. */
export type Picture = Shown &
  (
    | {
        /** Of the gallery (test/support/gallery/scenes.ts). */
        readonly scene: string;
      }
    | {
        /** The name of the picture that it goes on from: where that one was just taken, the window is not loaded anew. */
        readonly after: string;
      }
  );

export const both: readonly Look[] = ['light', 'dark'];
export const wide = [1180, 720] as const;
export const narrow = [700, 560] as const;
