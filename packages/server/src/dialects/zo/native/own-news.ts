import type { PersonalSignal } from "../../../ports/personal.ts";
import type { Member } from "../member.ts";
import type { Native } from "./native.ts";
import { muteOf, readStateOf } from "./personal.ts";

/** `reads.onMoved`, `mutes.onChanged`, `blocks.onChanged`: tells connections what their user keeps for themself, whichever connection changes it. */
export class OwnNews {
  readonly #native: Native;
  readonly #hearing = new WeakMap<Member, Promise<void>>();
  /** Each signal is encoded once for all connections of its user here. */
  readonly #deliveries = new WeakMap<PersonalSignal, Delivery>();

  constructor(native: Native) {
    this.#native = native;
  }

  /** Hears from when this resolves until the connection has gone. Asked again it does nothing, unless it failed. Errors as `personal.follow`. */
  hear(member: Member): Promise<void> {
    const hearing = this.#hearing.get(member) ?? this.#begin(member);
    this.#hearing.set(member, hearing);
    return hearing;
  }

  async #begin(member: Member): Promise<void> {
    try {
      const { personal } = this.#native.context.chat;
      const stop = await personal.follow(member.user.id, (signal) => this.#deliveryOf(signal).to([member.clientId]));
      member.untilGone(stop);
    } catch (error) {
      this.#hearing.delete(member);
      throw error;
    }
  }

  #deliveryOf(signal: PersonalSignal): Delivery {
    const delivery = this.#deliveries.get(signal) ?? this.#encode(signal);
    this.#deliveries.set(signal, delivery);
    return delivery;
  }

  #encode(signal: PersonalSignal): Delivery {
    const send = this.#native.send();
    switch (signal.kind) {
      case "read_moved":
        return send.reads.onMoved(readStateOf(signal.counts));
      case "mute_changed":
        return send.mutes.onChanged({ roomId: signal.roomId, ...muteOf(signal.until) });
      case "blocks_changed":
        return send.blocks.onChanged({ userIds: [...signal.userIds] });
    }
  }
}

interface Delivery {
  to(clientIds: readonly string[]): void;
}
