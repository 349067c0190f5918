// Results that are being sent: memory that a slow client holds, whatever the cache forgets.

import { type ByteSource, MemorySource } from "../byte-source.ts";
import type { ByteOutput, SendResult } from "../send-file.ts";

/** Counts the bytes that are lent; a result that many requests have at the same time counts once. */
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

/** A result that is given back when it is closed. */
export class LentSource implements ByteSource {
  readonly #bytes: MemorySource;
  #giveBack: (() => void) | undefined;

  constructor(result: Buffer, giveBack: () => void) {
    this.#bytes = new MemorySource(result);
    this.#giveBack = giveBack;
  }

  read(size?: number): Uint8Array {
    return this.#bytes.read(size);
  }

  sendTo(output: ByteOutput): SendResult | Promise<SendResult> {
    return this.#bytes.sendTo(output);
  }

  close(): void {
    this.#giveBack?.();
    this.#giveBack = undefined;
  }
}
