// A client that knows no HTTP: it sends bytes, and keeps the bytes that come.

import { connect, type Socket } from "node:net";

/** How long a client waits for what a test expects; far longer than anything here takes. */
const PATIENCE_MS = 60_000;

/** A TCP connection to a server under test. Text is latin-1 in both directions. */
export class RawClient implements Disposable {
  readonly socket: Socket;
  /** Everything that came so far. */
  received = "";
  /** True once the server closed its side. */
  isEnded = false;
  /** True if the server cut the connection. */
  wasReset = false;
  #wake: () => void = () => undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => {
      this.received += text;
      this.#wake();
    });
    socket.on("end", () => {
      this.isEnded = true;
      this.#wake();
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      this.wasReset = error.code === "ECONNRESET";
    });
    socket.on("close", () => {
      this.isEnded = true;
      this.#wake();
    });
  }

  static async connect(server: { readonly host: string; readonly port: number }): Promise<RawClient> {
    const socket = connect({ host: server.host, port: server.port, allowHalfOpen: true, noDelay: true });
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    return new RawClient(socket);
  }

  send(text: string | Buffer): void {
    this.socket.write(typeof text === "string" ? Buffer.from(text, "latin1") : text);
  }

  /** Closes the client's side. */
  sendEnd(): void {
    this.socket.end();
  }

  /** Waits until `text` has come `times` times, and returns everything that came. */
  async until(text: string, times = 1): Promise<string> {
    await this.#waitFor(() => this.received.split(text).length > times, JSON.stringify(text));
    return this.received;
  }

  /** Waits until the server has closed its side, and returns everything that came. */
  async ended(): Promise<string> {
    await this.#waitFor(() => this.isEnded, "the end of the connection");
    return this.received;
  }

  /** Leaves without a word. */
  [Symbol.dispose](): void {
    this.socket.destroy();
  }

  async #waitFor(isThere: () => boolean, what: string): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!isThere()) {
      const left = deadline - Date.now();
      if (left <= 0 || this.isEnded) {
        throw new Error(`${what} did not come; there came ${JSON.stringify(this.received.slice(0, 1000))}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

/** Sends bytes over a connection of its own, text as latin-1, and returns all that comes until the server closes it. */
export async function talk(server: { readonly host: string; readonly port: number }, bytes: string): Promise<string> {
  using client = await RawClient.connect(server);
  client.send(bytes);
  return await client.ended();
}
