// A download that can be held up, and knows whether it got what was announced.

import { connect, type Socket } from "node:net";

/** What came of a download. */
export interface Downloaded {
  readonly head: string;
  readonly body: Buffer;
  /** True if as many bytes came as Content-Length said. */
  readonly isWhole: boolean;
}

/** One request on a connection of its own; it stops reading after the first bytes of the answer. */
export class Download {
  readonly socket: Socket;
  readonly #chunks: Buffer[] = [];
  /** Resolves when the first bytes have come, or none will. */
  readonly begun: Promise<void>;
  readonly #closed: Promise<void>;

  constructor(port: number, request: string) {
    this.socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true, noDelay: true });
    this.socket.on("error", () => this.socket.destroy()); // a reset; what came before it counts
    this.#closed = new Promise((resolve) => {
      this.socket.once("close", () => resolve());
      this.socket.once("end", () => this.socket.end());
    });
    const first = new Promise<void>((resolve) => {
      this.socket.once("data", (chunk: Buffer) => {
        this.#chunks.push(chunk);
        this.socket.pause();
        resolve();
      });
    });
    this.begun = Promise.race([first, this.#closed]);
    this.socket.write(request);
  }

  /** Reads on to the end of the connection. */
  async rest(): Promise<Downloaded> {
    await this.begun;
    this.socket.on("data", (chunk: Buffer) => this.#chunks.push(chunk));
    this.socket.resume();
    await this.#closed;
    return parse(Buffer.concat(this.#chunks));
  }

  /** Leaves with a reset. */
  reset(): void {
    this.socket.resetAndDestroy();
  }
}

function parse(bytes: Buffer): Downloaded {
  const end = bytes.indexOf("\r\n\r\n");
  const head = bytes.toString("latin1", 0, Math.max(0, end));
  const body = end === -1 ? Buffer.alloc(0) : bytes.subarray(end + 4);
  const announced = /^content-length: (\d+)$/im.exec(head)?.[1];
  return { head, body, isWhole: announced !== undefined && Number(announced) === body.length };
}

/** The head of a GET of HTTP/1.1 after which the connection is closed. */
export function closingGet(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
}
