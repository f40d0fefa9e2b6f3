import { once } from 'node:events';
import { Message, MessageType, sessionBus, Variant, type MessageBus } from '@jellybrick/dbus-next';
import { systemClock } from '../../../src/main/base/clock';
import { withDeadline } from '../../../src/main/base/deadline';
import { type Disposable, toDisposable } from '../../../src/main/base/disposable';

/** What a method of ours answers: its values, with their D-Bus signature. */
export interface Answer {
  readonly signature: string;
  readonly body: unknown[];
}

export type Method = (body: readonly unknown[], sender: string) => Answer | undefined;

export interface Signal {
  readonly sender: string;
  readonly path: string;
  readonly interfaceName: string;
  readonly member: string;
  readonly body: readonly unknown[];
}

const connectMs = 5_000;
const propertiesInterface = 'org.freedesktop.DBus.Properties';

/** A connection to a message bus: services are offered, others' methods are called, signals go both ways. */
export class Bus implements Disposable {
  readonly #bus: MessageBus;

  private constructor(bus: MessageBus) {
    this.#bus = bus;
  }

  static async connect(address: string): Promise<Bus> {
    const bus = sessionBus({ busAddress: address });
    await withDeadline(systemClock, 'Connecting to the message bus', connectMs, (signal) =>
      once(bus, 'connect', { signal }),
    );
    return new Bus(bus);
  }

  async ownName(name: string): Promise<void> {
    await this.#bus.requestName(name);
  }

  /** Answers calls to an object of ours. A method that throws answers with an error; unknown ones are refused. */
  serve(
    path: string,
    interfaceName: string,
    methods: Record<string, Method>,
    properties: Record<string, Variant> = {},
  ): void {
    this.#bus.addMethodHandler((message: Message) => {
      if (message.path !== path) return false;
      const method =
        message.interface === interfaceName
          ? methods[message.member]
          : message.interface === propertiesInterface && message.body[0] === interfaceName
            ? propertyMethods(properties)[message.member]
            : undefined;
      if (!method) return false;
      this.#bus.send(reply(message, method));
      return true;
    });
  }

  /** Calls a method and answers with its values, variants unwrapped. Rejects with the other side's error. */
  async call(
    destination: string,
    path: string,
    interfaceName: string,
    member: string,
    signature = '',
    body: unknown[] = [],
  ): Promise<readonly unknown[]> {
    const answer = await this.#bus.call(
      new Message({ destination, path, interface: interfaceName, member, signature, body }),
    );
    return (answer?.body ?? []).map(unwrap);
  }

  /** All properties of an interface, variants unwrapped. */
  async properties(destination: string, path: string, interfaceName: string): Promise<unknown> {
    return (await this.call(destination, path, propertiesInterface, 'GetAll', 's', [interfaceName]))[0];
  }

  emit(path: string, interfaceName: string, member: string, signature: string, body: unknown[]): void {
    this.#bus.send(Message.newSignal(path, interfaceName, member, signature, body));
  }

  /** Hears the signals of one interface and member, from anyone, once the answer has settled. */
  async onSignal(interfaceName: string, member: string, listener: (signal: Signal) => void): Promise<Disposable> {
    const hear = (message: Message) => {
      if (message.type !== MessageType.SIGNAL) return;
      if (message.interface !== interfaceName || message.member !== member) return;
      listener({
        sender: message.sender,
        path: message.path,
        interfaceName,
        member,
        body: message.body.map(unwrap),
      });
    };
    this.#bus.on('message', hear);
    await this.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'AddMatch', 's', [
      `type='signal',interface='${interfaceName}',member='${member}'`,
    ]);
    return toDisposable(() => this.#bus.off('message', hear));
  }

  dispose(): void {
    this.#bus.disconnect();
  }
}

/** The value inside variants, at any depth. */
export function unwrap(value: unknown): unknown {
  if (value instanceof Variant) return unwrap(value.value);
  if (Buffer.isBuffer(value)) return value;
  if (Array.isArray(value)) return value.map(unwrap);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unwrap(inner)]));
  }
  return value;
}

function reply(message: Message, method: Method): Message {
  try {
    const answer = method(message.body.map(unwrap), message.sender);
    return Message.newMethodReturn(message, answer?.signature ?? '', answer?.body ?? []);
  } catch (error) {
    return Message.newError(message, 'org.freedesktop.DBus.Error.Failed', String(error));
  }
}

function propertyMethods(properties: Record<string, Variant>): Record<string, Method> {
  return {
    Get: ([, name]) => {
      const value = properties[String(name)];
      if (!value) throw new Error(`No property ${String(name)}`);
      return { signature: 'v', body: [value] };
    },
    GetAll: () => ({ signature: 'a{sv}', body: [properties] }),
  };
}
