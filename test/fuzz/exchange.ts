import { undoImport } from '../../src/main/config/exchange/undo-import';
import { addForwards } from '../../src/main/config/edit-yaml';
import { importText } from '../../src/main/config/exchange/import-text';
import { planImport } from '../../src/main/config/exchange/plan';
import { parseYaml } from '../../src/main/config/yaml-source';
import { forwardSchema } from '../../src/shared/config-schema';
import type { ExchangeFormat, Imported } from '../../src/shared/import-plan';
import type { Dice } from './dice';
import { type ExchangeInput, inputs, surroundings } from './exchange-inputs';
import { check, checkSame, type Fuzzer } from './fuzzer';
import { mutated } from './mutate';

/** Far more than any input here takes, in milliseconds: what takes longer grows faster than its input. */
const longestMs = 5_000;

/** Whatever the text: it ends, says something, and has nothing harmful in what it says. */
function checkWhole(text: string, format: ExchangeFormat | null): Imported {
  const begun = performance.now();
  const imported = importText(text, format, surroundings);
  check(performance.now() - begun < longestMs, `reading ${String(text.length)} characters takes too long`);
  for (const { forward, where } of imported.drafts) {
    check(where !== '', 'a forward has no place');
    check(forwardSchema.safeParse({ ...forward, localPort: forward.localPort ?? 1 }).success, 'a forward is not right');
  }
  for (const { what, why, where } of imported.notes) {
    check(
      [what, why, where].every((part) => part.length > 0),
      'a note says nothing',
    );
    check(!/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(what + why + where), 'a note would move the cursor of a terminal');
  }
  return imported;
}

/** Each item is a forward, or told as one that is not, exactly once. */
function checkNothingLost({ items }: ExchangeInput, { drafts, notes }: Imported): void {
  const ends = new Map<string, number>();
  const count = (where: string) => ends.set(where, (ends.get(where) ?? 0) + 1);
  for (const { where } of drafts) count(where);
  for (const { where, costsForward } of notes) if (costsForward) count(where);
  for (const [where, expected] of items) {
    if (expected === 'some') check((ends.get(where) ?? 0) > 0, `${where} is lost`);
    else
      check(
        ends.get(where) === expected,
        `${where} ends ${String(ends.get(where) ?? 0)} times, not ${String(expected)}`,
      );
  }
}

/** Each forward is added or in conflict; what is added can be written, read and taken back. */
function checkPlan({ drafts, notes }: Imported, before: string): void {
  const placed = drafts.map((draft, at) => {
    return { ...draft, forward: { ...draft.forward, localPort: draft.forward.localPort ?? 20_000 + at } };
  });
  const plan = planImport([], { drafts: placed, notes });
  checkSame(plan.adds.length + plan.conflicts.length, drafts.length, 'a forward is neither added nor in conflict');
  checkSame(plan.cannot.length + plan.changes.length, notes.length, 'a note is in no list');
  const added = plan.adds.map(({ context, namespace, forward }) => ({ context, namespace, forward }));
  const text = addForwards(before, added);
  check('value' in parseYaml(text), 'what was written is not YAML');
  const undone = undoImport(text, added);
  checkSame([undone.text, undone.left], [before, []], 'taking it back does not give what there was');
}

const before = `# Mine.
contexts:
  - name: mine # the only one
    namespaces:
      - name: shop
        forwards:
          # The page.
          - { resource: service/page, port: 80, localPort: 1 }
`;

export const exchangeFuzzers: readonly Fuzzer[] = inputs.flatMap(({ name, format, make }): readonly Fuzzer[] => [
  {
    name: `import-${name}`,
    unitRounds: 40,
    round(dice: Dice) {
      const input = make(dice);
      const imported = checkWhole(input.text, format);
      checkNothingLost(input, imported);
      checkPlan(imported, before);
    },
  },
  {
    name: `import-${name}-mutated`,
    unitRounds: 100,
    round(dice: Dice) {
      let { text } = make(dice);
      for (let left = 1 + dice.upTo(dice.chance(0.8) ? 2 : 20); left > 0; left -= 1) text = mutated(dice, text);
      checkPlan(checkWhole(text, dice.chance(0.5) ? format : null), before);
    },
  },
]);
