import { describe, expect, it } from 'vitest';
import { judge, well, type Health, type Outcome } from '../../../src/main/worker/judge';
import { problemWith } from '../../support/forwards';

const refused = problemWith('app-refuses');
const silent = problemWith('app-silent');
const patience = { failures: 3, successes: 2 };

/** One outcome a second. */
function after(outcomes: readonly Outcome[], from: Health = well): Health {
  return outcomes.reduce((health, outcome, index) => judge(health, outcome, patience, 1_000 * (index + 1)), from);
}

describe('an app', () => {
  it('is ill after as many failures in a row as it takes, and has been since the first of them', () => {
    expect(after([refused, refused]).ailment).toBeNull();
    expect(after([refused, refused, refused])).toMatchObject({ ailment: refused, since: 1_000 });
  });

  it('is not ill when a success comes between the failures', () => {
    expect(after([refused, refused, null, refused, refused]).ailment).toBeNull();
  });

  it('is well again only after as many successes in a row as it takes', () => {
    const ill = after([refused, refused, refused]);
    expect(after([null], ill).ailment).toBe(refused);
    expect(after([null, refused, null], ill).ailment).toBe(refused);
    expect(after([null, null], ill)).toBe(well);
  });

  it('suffers from what was seen last, since it fell ill', () => {
    expect(after([refused, refused, silent])).toMatchObject({ ailment: silent, since: 1_000 });
    expect(after([refused, refused, refused, silent])).toMatchObject({ ailment: silent, since: 1_000 });
  });

  it('gives no reason to look again while nothing changes', () => {
    expect(judge(well, null, patience, 5)).toBe(well);
    const ill = after([refused, refused, refused]);
    expect(judge(ill, { ...refused }, patience, 9_000)).toBe(ill);
  });
});
