// Results that are being sent: a slow client holds their memory even when the cache has forgotten them.

import { MemorySource } from "../byte-source.ts";

/** Counts the bytes that are lent; a result lent to many requests at the same time counts once. */
export class Loans {
  /** Bytes of all results that are lent. */
  lentBytes = 0;
  readonly #borrowers = new Map<Buffer, number>();

  lend(result: Buffer): void {
    const borrowers = this.#borrowers.get(result) ?? 0;
    if (borrowers === 0) this.lentBytes += result.length;
    this.#borrowers.set(result, borrowers + 1);
  }

  giveBack(result: Buffer): void {
    const borrowers = this.#borrowers.get(result) ?? 0;
    if (borrowers > 1) {
      this.#borrowers.set(result, borrowers - 1);
      return;
    }
    this.#borrowers.delete(result);
    this.lentBytes -= result.length;
  }
}

/** A lent result, given back when it is closed. */
export class LentSource extends MemorySource {
  #giveBack: (() => void) | undefined;

  constructor(result: Buffer, giveBack: () => void) {
    super(result);
    this.#giveBack = giveBack;
  }

  override close(): void {
    this.#giveBack?.();
    this.#giveBack = undefined;
  }
}
