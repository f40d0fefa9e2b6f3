'use strict';
// Joins standard input and output to a port of this machine; the end of the one is passed on as the end of the other.
const { connect } = require('node:net');

const socket = connect({ host: '127.0.0.1', port: Number(process.argv[2]), allowHalfOpen: true });
process.stdin.pipe(socket).pipe(process.stdout);
socket.on('error', () => process.exit(1));
