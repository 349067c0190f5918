// The files that are served and the files that servers need, in a temporary folder that is removed when this process ends.

import { spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** How old a time stamp must be for servers to trust it; 3 s. */
const AGE_MS = 3000;
/** Bytes written at a time. */
const PIECE = 1024 * 1024;

const FOLDERS = {
  /** Small files. */
  files: (folder) => {
    for (const size of [0, 100, 1024, 10_240, 102_400, 1_048_576]) writeBytes(join(folder, `${size}.bin`), size);
    writeBytes(join(folder, "changing.bin"), 1024);
  },
  /** A script, where all servers look for scripts. */
  scripts: (folder) => {
    chmodSync(dirname(folder), 0o711); // run by root, servers run scripts as nobody, who has to get here
    const script = join(folder, "cgi-bin", "hello.sh");
    mkdirSync(join(folder, "cgi-bin"));
    writeFileSync(script, "#!/bin/sh\nprintf 'Content-Type: text/plain\\r\\n\\r\\nHello, world\\n'\n", { mode: 0o755 });
  },
  /** Files that take a while; the largest is sparse, and takes no room. */
  large: (folder) => {
    for (const mebibytes of [10, 100]) writeBytes(join(folder, `${mebibytes}m.bin`), mebibytes * 1_048_576);
    const sparse = join(folder, "1000m.bin");
    writeFileSync(sparse, "");
    truncateSync(sparse, 1_000_000_000);
  },
  ...Object.fromEntries(
    [1, 1000, 10_000, 100_000].map((count) => [`directory-${count}`, (folder) => fillDirectory(folder, count)]),
  ),
};

function writeBytes(path, size) {
  const descriptor = openSync(path, "w");
  const piece = Buffer.alloc(Math.min(size, PIECE), "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+-");
  for (let left = size; left > 0; left -= PIECE) writeFileSync(descriptor, piece.subarray(0, Math.min(left, PIECE)));
  closeSync(descriptor);
}

/** Files of several sizes, most of which take no room; the first is 1 KiB to be served. */
function fillDirectory(folder, count) {
  for (let index = 0; index < count; index++) {
    const path = join(folder, `file-${String(index).padStart(6, "0")}.bin`);
    const descriptor = openSync(path, "w");
    ftruncateSync(descriptor, index === 0 ? 1024 : (index * 7919) % 10_000_000);
    closeSync(descriptor);
  }
}

/** A temporary folder with what the rows need, each thing made when it is first needed. */
export class Workspace {
  #path = mkdtempSync(join(tmpdir(), "basehttp-bench-"));
  #made = new Map();
  #certificate;
  #count = 0;

  constructor() {
    process.on("exit", () => rmSync(this.#path, { recursive: true, force: true, maxRetries: 3 }));
  }

  /** The path of a folder to be served, whose time stamps are old enough to be trusted. */
  async folder(name) {
    if (!this.#made.has(name)) {
      mkdirSync(join(this.#path, name));
      FOLDERS[name](join(this.#path, name));
      this.#made.set(name, performance.now());
    }
    await sleep(Math.max(0, AGE_MS - (performance.now() - this.#made.get(name))));
    return join(this.#path, name);
  }

  /** A new empty folder for a server's configuration and logs. */
  scratch(name) {
    const path = join(this.#path, `${name.replaceAll(/\W+/g, "-")}-${this.#count++}`);
    mkdirSync(path);
    return path;
  }

  /** The paths of a certificate and its key, made by openssl. */
  certificate() {
    this.#certificate ??= this.#makeCertificate();
    return this.#certificate;
  }

  #makeCertificate() {
    const [cert, key] = ["cert.pem", "key.pem"].map((name) => join(this.#path, name));
    const kind = [
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-days",
      "2",
      "-subj",
      "/CN=localhost",
    ];
    spawnSync("openssl", ["req", "-x509", ...kind, "-keyout", key, "-out", cert], { stdio: "ignore" });
    return { cert, key };
  }

  /** Replaces the names of our folders in a text by words for them. */
  anonymize(text) {
    return text.replaceAll(this.#path, "WORK");
  }
}
