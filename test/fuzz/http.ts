import { maxErrorBodyBytes, readErrorText, sendRequest } from '../../src/main/tunnel/exchange';
import { maxHeadBytes } from '../../src/main/tunnel/http-head';
import { TunnelError } from '../../src/main/tunnel/tunnel';
import { FakeClock } from '../support/fake-clock';
import type { Dice } from './dice';
import { FakeSocket, turns } from './fake-socket';
import { check, checkSame, type Fuzzer } from './fuzzer';

/** A server that answers an upgrade with anything. */
export const httpFuzzer: Fuzzer = {
  name: 'http-answer',
  unitRounds: 150,
  async round(dice) {
    const bytes = answerBytes(dice);
    const one = await answerTo(dice.cut(bytes));
    const other = await answerTo(dice.cut(bytes));
    checkSame(one, other, 'the same answer, cut differently, was read differently');
  },
};

/** What comes of it, as text. */
async function answerTo(pieces: readonly Buffer[]): Promise<string> {
  const socket = new FakeSocket();
  const { signal } = new AbortController();
  const head = sendRequest(socket.asSocket, 'GET / HTTP/1.1\r\n\r\n', 'the server', signal);
  const told = head.then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  );
  await turns(1);
  const rest = [...pieces];
  while (rest.length > 0 && socket.isTaking) socket.receive(rest.shift() ?? Buffer.alloc(0));
  if (rest.length === 0) socket.destroy();
  const result = await told;
  if ('error' in result) {
    const { error } = result;
    check(error instanceof TunnelError && error.message.length > 20, `an answer failed with ${String(error)}`);
    check(socket.destroyed, 'a failed exchange left its connection open');
    return error.message;
  }
  const { status, statusText, headers } = result.answer.head;
  const clock = new FakeClock();
  const text = readErrorText(socket.asSocket, result.answer, clock, 1_000);
  await turns(1);
  while (rest.length > 0 && socket.isTaking) socket.receive(rest.shift() ?? Buffer.alloc(0));
  await clock.advance(1_000);
  const body = await text;
  check(body.length <= maxErrorBodyBytes, `an error text of ${String(body.length)} characters`);
  check(socket.destroyed && clock.timers === 0, 'an exchange left something open');
  return JSON.stringify([status, statusText, [...headers], body]);
}

function answerBytes(dice: Dice): Buffer {
  const interim = dice.chance(0.2)
    ? `HTTP/1.1 10${String(dice.pick([0, 2, 3]))} Wait\r\n\r\n`.repeat(dice.upTo(20))
    : '';
  const bytes = Buffer.from(interim + headText(dice) + bodyText(dice), 'latin1');
  for (let hits = dice.chance(0.3) ? dice.upTo(8) : 0; hits > 0; hits -= 1)
    bytes[dice.upTo(bytes.length - 1)] = dice.upTo(255);
  return dice.chance(0.1) ? bytes.subarray(0, dice.upTo(bytes.length)) : bytes;
}

function headText(dice: Dice): string {
  if (dice.chance(0.05)) return dice.bytes(dice.length(70_000)).toString('latin1');
  const status = dice.pick(['200', '101', '400', '403', '503', '099', '600', 'abc', '']);
  const fields = Array.from({ length: dice.upTo(12) }, () => fieldText(dice));
  // Around the longest head that is taken: what is just short of it, and what is just beyond.
  const used = fields.join('').length + 40;
  if (dice.chance(0.1)) fields.push(`X-Fill: ${'x'.repeat(maxHeadBytes - used + dice.upTo(40))}\r\n`);
  return `HTTP/1.${dice.pick(['1', '1', '1', '0', '2'])} ${status} Whatever\r\n${fields.join('')}\r\n`;
}

function fieldText(dice: Dice): string {
  const value = dice
    .bytes(dice.upTo(30))
    .toString('latin1')
    .replace(/[\r\n]/g, ' ');
  return dice.pick([
    'Transfer-Encoding: chunked\r\n',
    `Content-Length: ${dice.pick(['0', '5', '17', '99999999999999999999', '-1', 'many'])}\r\n`,
    `X-Thing: ${value}\r\n`,
    `__proto__: ${value}\r\n`,
    `${value}\r\n`,
    'X-Thing: again\r\n',
  ]);
}

function bodyText(dice: Dice): string {
  if (dice.chance(0.3)) return dice.bytes(dice.length(40_000)).toString('latin1');
  const chunk = () => {
    const text = 'x'.repeat(dice.upTo(3_000));
    const size = dice.chance(0.9)
      ? text.length.toString(16)
      : dice.pick(['ffffffffffffffff', '-1', '', 'zz', 'f'.repeat(300)]);
    return `${size}\r\n${text}\r\n`;
  };
  return `${Array.from({ length: dice.upTo(12) }, chunk).join('')}${dice.chance(0.7) ? '0\r\n\r\n' : ''}`;
}
