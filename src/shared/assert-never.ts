/** Marks the branch that no value can reach, so that a new member of a union is a compile error, not a surprise. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
