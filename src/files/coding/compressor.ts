// Compresses files on the fly: each version once, in bounded memory, and on other threads.

import { HTTPError } from "../../http/errors.ts";
import type { ByteSource } from "../byte-source.ts";
import type { Representation } from "../representation.ts";
import type { StoredFile } from "../stored-file.ts";
import { VersionMemory } from "../version-memory.ts";
import { Budget } from "./budget.ts";
import { codedRepresentation, negotiated } from "./coded-representation.ts";
import { type CompressionLimits, DEFAULT_COMPRESSION_LIMITS } from "./compression-limits.ts";
import type { CodingName } from "./content-coding.ts";
import { createEncoder, encodeBytes } from "./encoder.ts";
import { EncodingSource } from "./encoding-source.ts";
import { LentSource, Loans } from "./loans.ts";

/** The compressed bytes, or why there are none: they would be no fewer, the file changed meanwhile, or there is too much to do. */
type Outcome = Buffer | "larger" | "changed" | "busy";
type Result = Representation | Promise<Representation>;

/** What an entry of the cache weighs besides its bytes. */
const ENTRY_BYTES = 256;

/** Makes coded representations of files, for all handlers of a server. */
export class Compressor {
  readonly #limits: CompressionLimits;
  readonly #outcomes: VersionMemory<Outcome>;
  readonly #workers: Budget;
  readonly #streams: Budget;
  readonly #loans = new Loans();

  constructor(limits: Partial<CompressionLimits> = {}) {
    this.#limits = { ...DEFAULT_COMPRESSION_LIMITS, ...limits };
    this.#outcomes = new VersionMemory(this.#limits.cacheBytes, weightOf, isLasting);
    this.#workers = new Budget(this.#limits.workers, this.#limits.maxWaiting);
    this.#streams = new Budget(this.#limits.streams, 0);
  }

  /** Tells whether a file of this size, in bytes, is worth compressing. */
  wants(size: number): boolean {
    return size >= this.#limits.minBytes && size <= this.#limits.maxBytes;
  }

  /**
   * Makes the representation of a file in a coding. `original` is the file as it is; it is returned instead if the coded one would be no
   * smaller, if the file changes meanwhile, or if there is too much to do. It is taken over, unless this method fails.
   *
   * Returns a promise unless the result is remembered. `isRequired` means that the original will not do: the coded one is returned even if
   * it is larger.
   *
   * @throws HTTPError 503 if the original would be returned, but will not do.
   */
  represent(file: StoredFile, original: Representation, coding: CodingName, isRequired: boolean): Result {
    const finish = (outcome: Outcome): Representation => {
      if (typeof outcome !== "string") return this.#representBytes(outcome, original, coding);
      if (isRequired) throw new HTTPError(503);
      return negotiated(original);
    };
    const isLarge = file.stats.size > this.#limits.maxWholeBytes;
    if (isLarge) return this.#representStream(file, original, coding) ?? finish("busy");
    const outcome = this.#encode(file, coding, isRequired);
    return outcome instanceof Promise ? outcome.then(finish) : finish(outcome);
  }

  #representBytes(result: Buffer, original: Representation, coding: CodingName): Representation {
    original.close();
    this.#loans.lend(result);
    const giveBack = (): void => this.#loans.giveBack(result);
    const open = (): ByteSource => new LentSource(result, giveBack);
    return codedRepresentation(original, coding, { size: result.length, open, close: giveBack });
  }

  #representStream(file: StoredFile, original: Representation, coding: CodingName): Representation | undefined {
    if (this.#streams.take() === "none") return undefined;
    const close = (): void => {
      this.#streams.giveBack();
      original.close();
    };
    const open = (): ByteSource => new EncodingSource(file, createEncoder(coding), close);
    return codedRepresentation(original, coding, { size: undefined, open, close });
  }

  #encode(file: StoredFile, coding: CodingName, isRequired: boolean): Outcome | Promise<Outcome> {
    if (this.#loans.lentBytes > this.#limits.maxLentBytes) return "busy";
    return this.#outcomes.get(file.stats, `${coding} ${isRequired}`, this.#limits.settledMs, () =>
      this.#encodeNow(file, coding, isRequired),
    );
  }

  async #encodeNow(file: StoredFile, coding: CodingName, isRequired: boolean): Promise<Outcome> {
    const turn = this.#workers.take();
    if (turn === "none") return "busy";
    await turn;
    try {
      const bytes = await readWhole(file);
      if (bytes === undefined) return "changed";
      const result = await encodeBytes(bytes, coding);
      return result.length < bytes.length || isRequired ? result : "larger";
    } finally {
      this.#workers.giveBack();
    }
  }
}

/** Reads a file; undefined if it has changed since it was found. */
async function readWhole(file: StoredFile): Promise<Buffer | undefined> {
  const bytes = Buffer.allocUnsafe(file.stats.size);
  for (let position = 0; position < bytes.length; ) {
    const bytesRead = await file.read(bytes.subarray(position), position);
    if (bytesRead === 0) return undefined;
    position += bytesRead;
  }
  return file.hasChanged() ? undefined : bytes;
}

/** "changed" and "busy" hold for one request only. */
function isLasting(outcome: Outcome): boolean {
  return outcome !== "changed" && outcome !== "busy";
}

function weightOf(outcome: Outcome): number {
  return ENTRY_BYTES + (typeof outcome === "string" ? 0 : outcome.length);
}
