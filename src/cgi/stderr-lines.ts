// What a script writes to stderr, line by line, without empty lines, and up to a limit.

/** A longer line is split into several; 2,000 characters. */
const MAX_LINE_CHARACTERS = 2000;

/** Splits bytes into lines, and drops what exceeds a limit. */
export class StderrLines {
  readonly #log: (line: string) => void;
  readonly #decoder = new TextDecoder();
  #left: number;
  #pending = "";

  /** `log` gets each line, up to `maxBytes` bytes in all, and then a line that says so. */
  constructor(maxBytes: number, log: (line: string) => void) {
    this.#left = maxBytes;
    this.#log = log;
  }

  write(bytes: Buffer): void {
    if (this.#left < 0) return;
    const taken = bytes.subarray(0, Math.min(bytes.length, this.#left));
    this.#left -= bytes.length;
    this.#cut(this.#pending + this.#decoder.decode(taken, { stream: true }));
    if (this.#left >= 0) return;
    this.end();
    this.#log("... (the rest of what it wrote to stderr is not logged)");
  }

  /** Logs the rest, which has no line end. */
  end(): void {
    const line = this.#pending;
    this.#pending = "";
    if (line !== "") this.#log(line);
  }

  #cut(text: string): void {
    const lines = text.split(/\r?\n/);
    this.#pending = lines.pop() as string;
    for (const line of lines) this.#logPieces(line);
    if (this.#pending.length > MAX_LINE_CHARACTERS) {
      this.#logPieces(this.#pending);
      this.#pending = "";
    }
  }

  #logPieces(line: string): void {
    for (let at = 0; at < line.length; at += MAX_LINE_CHARACTERS) this.#log(line.slice(at, at + MAX_LINE_CHARACTERS));
  }
}
