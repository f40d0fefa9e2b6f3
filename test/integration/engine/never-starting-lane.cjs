'use strict';
const { writeFileSync } = require('node:fs');

// The product's lane; but the first thread that runs this never gets that far. It leaves a mark, by
// which the others know that they are not the first.
if (isFirst()) for (;;);
require('../../../dist/main/lane.cjs');

function isFirst() {
  try {
    writeFileSync(process.env.PORTWATCH_TEST_MARK, '', { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}
