import { FakeWindowApi } from '../fake-window-api';
import { pastBeatsOf } from './past-beats';
import { pastOf, scenes } from './scenes';
import { settingsScenes } from './settings-scenes';

/**
 * Put into a page before the window's own script (`build.mjs` makes one file of it): `stage.show('mixed')` gives the
 * window a bridge that shows that scene.
 */
export function show(name: string): FakeWindowApi {
  const scene = scenes[name];
  if (!scene) throw new Error(`No such scene: ${name}. There are: ${Object.keys(scenes).join(', ')}`);
  const api = new FakeWindowApi(scene, pastOf(scene.forwards.find((view) => view.alias === 'orders-db')?.id ?? ''));
  api.kept = scene.forwards.map(pastBeatsOf);
  Object.assign(globalThis, { portwatch: api });
  return api;
}

/** Makes the stand-in for main have the settings of one of `settingsScenes`. */
export function settings(api: FakeWindowApi, name: string): void {
  settingsScenes[name]?.(api);
}
