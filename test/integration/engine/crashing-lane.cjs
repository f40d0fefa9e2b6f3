'use strict';
const { readlinkSync } = require('node:fs');
const { BroadcastChannel } = require('node:worker_threads');

// The product's lane, which throws when it is told to by the number that its operating system thread has.
const orders = new BroadcastChannel('crash-lane');
orders.unref();
orders.onmessage = ({ data }) => {
  if (readlinkSync('/proc/thread-self').endsWith(`/${String(data)}`)) setImmediate(() => fail());
};

function fail() {
  throw new Error('told to crash');
}

require('../../../dist/main/lane.cjs');
