import type { Delivery } from "../contract/infer.ts";
import { isRoute, type OutgoingRoute, type Routes } from "../contract/routes.ts";
import type { Audience, Listener, Target } from "./audience.ts";
import { encodeMessage, type OutgoingCheck } from "./outgoing.ts";
import { OutFrame } from "./port.ts";

type Deliver = (target: Target, frame: OutFrame, except: ReadonlySet<string>) => void;

function delivery(frame: OutFrame, deliver: Deliver, except: ReadonlySet<string>): Delivery {
  return {
    to: (ids) => deliver({ to: "clients", ids }, frame, except),
    toRoom: (ids) => deliver({ to: "rooms", ids }, frame, except),
    broadcast: () => deliver({ to: "all" }, frame, except),
    except: (ids) => delivery(frame, deliver, new Set([...except, ...ids])),
  };
}

/** Makes deliveries: the payload is checked and the frame built when the payload is given, once for all who get it. */
export class Outgoings<L extends Listener> {
  /** `ctx.send`: a branch for each branch with outgoing messages, a function for each of those. */
  readonly send: object;
  readonly #routes = new Map<string, OutgoingRoute>();
  readonly #mode: OutgoingCheck;
  readonly #deliver: Deliver;

  constructor(routes: Routes, audience: Audience<L>, mode: OutgoingCheck) {
    this.#mode = mode;
    this.#deliver = (target, frame, except) => audience.deliver(target, frame, except);
    this.send = this.#branch(routes, []);
  }

  #branch(routes: Routes, path: readonly string[]): object {
    const members = Object.entries(routes).map(([key, node]): [string, unknown] => {
      if (!isRoute(node)) return [key, this.#branch(node, [...path, key])];
      if (node.kind !== "outgoing") return [key, undefined];
      const name = [...path, key].join(".");
      this.#routes.set(name, node);
      return [key, (payload: unknown) => this.outgoing(name, payload)];
    });
    return Object.fromEntries(members.filter(([, member]) => member !== undefined));
  }

  /** @throws {ZoError} `invalid_outgoing`; @throws {TypeError} for a name that is no outgoing message. */
  outgoing(name: string, payload: unknown): Delivery {
    const route = this.#routes.get(name);
    if (route === undefined) throw new TypeError(`"${name}" is no outgoing message`);
    const text = encodeMessage({ route: name, schema: route.payload, value: payload, type: name }, this.#mode);
    return delivery(new OutFrame(text), this.#deliver, new Set());
  }
}
