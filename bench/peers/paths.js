// Where things are.

import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The programs of ../servers. */
export const SERVERS = fileURLToPath(new URL("../servers/", import.meta.url));

/** The programs of ../clients. */
export const CLIENTS = fileURLToPath(new URL("../clients/", import.meta.url));

/** Where the peers from npm are installed. */
export const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "basehttp-bench");
