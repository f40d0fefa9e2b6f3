import { exchangePictures } from './exchange-pictures';
import { formPictures } from './form-pictures';
import { listPictures } from './list-pictures';
import type { Picture } from './picture';
import { settingsPictures } from './settings-pictures';

/** Every screen in every state that looks like no other. One that goes on from another stands right after it, or is slower. */
export const pictures: readonly Picture[] = [
  ...listPictures,
  ...formPictures,
  ...exchangePictures,
  ...settingsPictures,
];
