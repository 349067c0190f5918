// Python's own server, and a handler on it.

import { SERVERS } from "./paths.js";

/** The command, which logs, and answers one request on a connection. */
export const pythonLogged = {
  name: "python",
  needs: ["python3"],
  command: ({ port, folder }) => [
    "python3",
    "-m",
    "http.server",
    "--bind",
    "127.0.0.1",
    "--directory",
    folder,
    String(port),
  ],
};

/** Hello, world with buffered writes, as unbuffered ones wait 40 ms for each other. */
export const pythonBuffered = {
  name: "python buffered",
  needs: ["python3"],
  command: ({ port }) => ["python3", `${SERVERS}hello-python.py`, String(port)],
};
