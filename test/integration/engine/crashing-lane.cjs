'use strict';
const { readlinkSync } = require('node:fs');
const { BroadcastChannel, parentPort } = require('node:worker_threads');

// The product's lane, which comes to harm as it is told by the number that its operating system thread has, or when it
// is to run a forward that is called poison.
const harms = {
  throw: () => setImmediate(() => fail()),
  reject: () => void Promise.reject(new Error('told to reject')),
  exit: () => process.exit(0),
  leak: () => leak([]),
  loop: () => {
    for (;;);
  },
};

const orders = new BroadcastChannel('harm-lane');
orders.unref();
orders.onmessage = ({ data }) => {
  if (readlinkSync('/proc/thread-self').endsWith(`/${String(data.thread)}`)) harms[data.how]();
};

parentPort.on('message', ({ type, spec }) => {
  if (type === 'start' && spec.alias === 'poison') harms.throw();
});

function fail() {
  throw new Error('told to crash');
}

// Bit by bit, so that it goes on answering: what never answers is replaced before its heap is full.
function leak(kept) {
  kept.push(new Array(1_000_000).fill(kept.length + 0.5));
  setImmediate(() => leak(kept));
}

require('../../../dist/main/lane.cjs');
