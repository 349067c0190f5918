// A body of unknown length, kept in a file until its length is known. The file has no name: nobody else can open it, and it goes
// with the descriptor.

import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { CgiLimits } from "./limits.ts";

/** A body is longer than it may be, or all of them together are. */
export class SpoolLimitError extends Error {
  override readonly name: string = "SpoolLimitError";
  /** What was too long: this body (413), or all of the server's together (503). */
  readonly scope: "body" | "all";

  constructor(scope: "body" | "all") {
    super(scope === "body" ? "The body is too long" : "Too many bodies are being kept");
    this.scope = scope;
  }
}

/** The system refused to store a body. */
export class SpoolFileError extends Error {
  override readonly name: string = "SpoolFileError";
  /** Where the files are. */
  readonly directory: string;
  /** The system's reason, such as `ENOSPC`. */
  readonly code: string;

  constructor(directory: string, code: string) {
    super(`The body cannot be kept in ${directory} (${code})`);
    this.directory = directory;
    this.code = code;
  }
}

/** A body in a file. */
export interface SpooledBody {
  /** Positioned at the beginning; whoever has the body closes it. */
  readonly fd: number;
  readonly length: number;
  close(): Promise<void>;
}

/** How much the files may hold. */
export type SpoolBounds = Pick<CgiLimits, "maxSpoolBytes" | "maxAllSpoolBytes">;

/** The kept bodies of one server. */
export class Spools {
  #bytes = 0;

  /** Keeps all that a source gives. @throws SpoolLimitError, SpoolFileError, and what the source throws. */
  async keep(source: AsyncIterable<Buffer>, bounds: SpoolBounds): Promise<SpooledBody> {
    const file = await openNameless().catch(failOfSystem);
    let length = 0;
    try {
      for await (const piece of source) {
        this.#bytes += piece.length;
        length += piece.length;
        if (length > bounds.maxSpoolBytes) throw new SpoolLimitError("body");
        if (this.#bytes > bounds.maxAllSpoolBytes) throw new SpoolLimitError("all");
        await writeAt(file, piece, length - piece.length).catch(failOfSystem);
      }
    } catch (error) {
      this.#bytes -= length;
      await file.close();
      throw error;
    }
    const close = async (): Promise<void> => {
      this.#bytes -= length;
      await file.close();
    };
    return { fd: file.fd, length, close };
  }
}

function failOfSystem(error: NodeJS.ErrnoException): never {
  throw new SpoolFileError(process.getBuiltinModule("node:os").tmpdir(), error.code ?? String(error));
}

/** Makes a file that only this user may open, and removes its name. */
async function openNameless(): Promise<FileHandle> {
  const { open, unlink } = process.getBuiltinModule("node:fs/promises");
  const { tmpdir } = process.getBuiltinModule("node:os");
  const random = Math.random().toString(36).slice(2);
  const path = join(tmpdir(), `basehttp-${process.pid}-${random}`);
  const file = await open(path, "wx+", 0o600); // fails if anything has that name, even a link
  try {
    await unlink(path); // on Windows the file disappears when it is closed
  } catch (error) {
    await file.close();
    throw error;
  }
  return file;
}

/** Writes at a given position, so that the script still reads from the beginning. */
async function writeAt(file: FileHandle, piece: Buffer, position: number): Promise<void> {
  for (let done = 0; done < piece.length; ) {
    const { bytesWritten } = await file.write(piece, done, piece.length - done, position + done);
    done += bytesWritten;
  }
}
