import { bridgeTo } from '../fake-bridge';
import { FakeWindowApi } from '../fake-window-api';
import { diagnoses } from './diagnoses';
import { exchangeScenes } from './exchange-scenes';
import { formScenes } from './form-scenes';
import { moreScenes } from './more-scenes';
import { pastBeatsOf } from './past-beats';
import { pastOf, scenes } from './scenes';
import { firstRuns, settingsScenes } from './settings-scenes';

/**
 * Put into a page before the window's own script (`build.mjs` makes one file of it): `stage.show('mixed')` gives the
 * window a bridge that shows that scene.
 */
export function show(name: string): FakeWindowApi {
  const firstRunScenes = Object.fromEntries(Object.keys(firstRuns).map((one) => [one, scenes['none']]));
  const all = { ...scenes, ...moreScenes, ...firstRunScenes };
  const scene = all[name];
  if (!scene) throw new Error(`No such scene: ${name}. There are: ${Object.keys(all).join(', ')}`);
  const api = new FakeWindowApi(scene, pastOf(scene.forwards.find((view) => view.alias === 'orders-db')?.id ?? ''));
  api.kept = scene.forwards.map(pastBeatsOf);
  if (name === 'lost') api.broken = 'The main process does not answer.';
  firstRuns[name]?.(api);
  Object.assign(globalThis, { portwatch: bridgeTo(api) });
  return api;
}

/** Makes the stand-in for main answer as one of `exchangeScenes`. */
export function exchange(api: FakeWindowApi, name: keyof typeof exchangeScenes): void {
  exchangeScenes[name](api);
}

/** Makes the stand-in for main have the settings of one of `settingsScenes`. */
export function settings(api: FakeWindowApi, name: keyof typeof settingsScenes): void {
  settingsScenes[name](api);
}

/** Makes the stand-in for main answer the form of a forward as one of `formScenes`. */
export function form(api: FakeWindowApi, name: keyof typeof formScenes): void {
  formScenes[name](api);
}

/** Makes the stand-in for main say how far the diagnosis that was asked for is. */
export function diagnosis(api: FakeWindowApi, name: keyof typeof diagnoses): void {
  const known = diagnoses[name];
  if (name === 'running') api.diagnosed(known);
  else api.endDiagnosis(known.forwardId, { diagnosis: known, message: '' });
}
