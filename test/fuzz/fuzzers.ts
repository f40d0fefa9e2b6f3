import { configFuzzers } from './config';
import type { Fuzzer } from './fuzzer';
import { demoFuzzers } from './demo';
import { exchangeFuzzers } from './exchange';
import { httpFuzzer } from './http';
import { parserFuzzers } from './parsers';
import { sessionFuzzers } from './session';

/** All there are, in the order in which they run. */
export const fuzzers: readonly Fuzzer[] = [
  ...parserFuzzers,
  httpFuzzer,
  ...sessionFuzzers,
  ...demoFuzzers,
  ...configFuzzers,
  ...exchangeFuzzers,
];
