// Runs the server that the settings ask for, until it is told to end.

import { basename } from "node:path";
import { quotePath } from "../http/escape.ts";
import { bindBestFamily } from "../server/bind-best-family.ts";
import type { HTTPServer } from "../server/http-server.ts";
import { banner, networkAddresses } from "./banner.ts";
import { checkAccess } from "./check-directory.ts";
import { checkPages } from "./check-pages.ts";
import { wantsColor } from "./color.ts";
import { composeHandler } from "./compose.ts";
import type { Environment } from "./environment.ts";
import { cleanUpOnFatalSignals } from "./fatal-signals.ts";
import { makeServer } from "./make-server.ts";
import { ownFilesServed, warnOfSecrets } from "./own-files.ts";
import type { Settings } from "./read-command.ts";
import { firstSignal } from "./signals.ts";
import { listenFailure } from "./start-failure.ts";

/** How long the program waits for clients to close connections that are done; 250 ms. The system delivers what was sent. */
const LINGER_MS = 250;

/** Serves until the first signal, and then ends what is running. @throws CommandError when the server cannot start. */
export async function serve(settings: Settings, environment: Environment): Promise<void> {
  checkAccess(settings);
  checkPages(settings);
  const own = ownFilesServed(settings);
  const handler = composeHandler(
    settings,
    wantsColor(process.stderr, environment),
    own.map(({ path }) => path),
  );
  const server = makeServer(settings, handler);
  try {
    await bindBestFamily(server);
  } catch (error) {
    throw listenFailure(error, settings.bind, settings.port);
  }
  const ending = firstSignal(environment);
  cleanUpOnFatalSignals();
  warnOfSecrets(own);
  process.stdout.write(bannerOf(server, settings, environment));
  await Promise.race([server.serveForever(), ending]);
  if ((await ending) === "SIGINT") process.stdout.write("\nKeyboard interrupt received, exiting.\n");
  await end(server, settings.grace);
}

function bannerOf(server: HTTPServer, { tlsCert, base, file }: Settings, environment: Environment): string {
  const [host, port] = server.serverAddress as readonly [string, number];
  const isTerminal = process.stdout.isTTY === true;
  return banner({
    host,
    port,
    isSecure: tlsCert !== undefined,
    path: quotePath(base.slice(1) + (file === undefined ? "" : basename(file))),
    isTerminal,
    isColored: wantsColor(process.stdout, environment),
    networkAddresses: isTerminal ? networkAddresses() : [],
  });
}

/** Ends a server: it accepts nothing more, idle connections are closed, requests in flight have `grace` seconds to finish. */
async function end(server: HTTPServer, grace: number): Promise<void> {
  await server.shutdown();
  await server.serverClose();
  if (server.activeCount > 0 && process.stdout.isTTY === true) {
    process.stdout.write(`Waiting up to ${grace} seconds for requests to finish; press Ctrl-C again to end them.\n`);
  }
  await server.drain(grace * 1000);
  setTimeout(() => process.exit(0), LINGER_MS).unref();
}
