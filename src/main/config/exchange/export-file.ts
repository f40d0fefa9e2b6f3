import type { ExchangeFormat } from '../../../shared/import-plan';
import type { ExportAnswer } from '../../../shared/import-request';
import { refusalOf } from '../change-file';
import { readConfig } from '../read-config';
import { readTextIfThere } from '../text-file';
import { draftsOf, existingForwards } from './existing';
import { exportForwards } from './export-forwards';

/** The forwards of a config file in a format; none where there is no file. Never rejects. */
export async function exportFile({
  path,
  format,
}: {
  readonly path: string;
  readonly format: ExchangeFormat;
}): Promise<ExportAnswer> {
  try {
    const text = await readTextIfThere(path);
    if (text === null) return { ok: true, path, text: '', count: 0, broken: 0, notes: [] };
    const config = readConfig(path, text);
    const [problem] = config.problems;
    if (config.kind === 'rejected') {
      return { ok: false, message: `${path} cannot be used: ${problem?.message ?? ''}`, hint: problem?.hint ?? '' };
    }
    const existing = existingForwards(text);
    const drafts = draftsOf(existing);
    const exported = exportForwards(drafts, format);
    return { ok: true, path, ...exported, count: drafts.length, broken: existing.length - drafts.length };
  } catch (error) {
    return refusalOf(path, error);
  }
}
