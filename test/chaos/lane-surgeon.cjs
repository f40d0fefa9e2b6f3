'use strict';

// Loaded before the program under test: harms one of its worker threads when it is told to, through the inspector. The
// product knows nothing of it.
const { Session } = require('node:inspector');
const { isMainThread } = require('node:worker_threads');

/** How long threads have to be attached to, in milliseconds. */
const attachMs = 300;

function operate({ expression, pick }) {
  const session = new Session();
  session.connect();
  const workers = [];
  session.on('NodeWorker.attachedToWorker', ({ params }) => workers.push(params.sessionId));
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  setTimeout(() => {
    const sessionId = workers[Math.floor(pick * workers.length)];
    const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } });
    session.post('NodeWorker.sendMessageToWorker', { sessionId, message });
    process.send({ done: true });
    setTimeout(() => session.disconnect(), attachMs);
  }, attachMs);
}

// Worker threads load it, too.
if (isMainThread) {
  process.on('message', operate);
  process.channel.unref();
}
