// From a handler and a script to the script's environment.

import { inheritedVariables, requestVariables, type Variables } from "../cgi/environment.ts";
import { splitTarget } from "../files/url-path.ts";
import { isEncrypted } from "../io/encrypted.ts";
import { addressOf } from "../socketserver/server-address.ts";
import type { CgiHost, Origin } from "./cgi-host.ts";
import { type CgiScript, fileAt, fullPath } from "./cgi-script.ts";

/** What servers and sockets may know about themselves. */
interface ServerFacts {
  readonly serverName?: string;
  readonly serverPort?: number;
}
interface ConnectionFacts {
  readonly localAddress?: string;
  readonly localFamily?: string;
  readonly localPort?: number;
}

/** The port of a server that has none, such as one on a Unix socket: HTTP's. */
const HTTP_PORT = 80;

/** Makes the whole environment; `length` is the body's, undefined where there is none. The program's own variables take precedence. */
export function scriptVariables(
  host: CgiHost,
  script: CgiScript,
  length: number | undefined,
  origin: Origin | undefined,
): Variables {
  const { pathInfo } = script;
  const auth = host.cgiAuthentication();
  const variables = requestVariables({
    ...serverFacts(host),
    method: String(host.command),
    target: origin?.target ?? host.path,
    query: script.query,
    protocol: spokenVersion(host),
    scriptName: script.scriptName,
    scriptFile: script.file,
    pathInfo,
    pathTranslated: translated(host, pathInfo),
    documentRoot: fullPath(host.directory),
    authType: auth.type,
    remoteUser: auth.user,
    contentLength: length,
    fields: host.headers.items(),
    passesAuthorization: host.cgiPassesAuthorization,
    redirectedFrom: origin === undefined ? undefined : splitTarget(origin.target).path,
  });
  return { ...inheritedVariables(process.env, process.platform), ...variables, ...host.cgiEnvironment };
}

/** PATH_INFO as a path below the document root; empty where it leads nowhere. */
function translated(host: CgiHost, pathInfo: string): string {
  const path = pathInfo === "" ? "" : fileAt(host, (host.basePath ?? "") + pathInfo);
  return path === "" || path.includes("\0") ? "" : fullPath(path);
}

function serverFacts(host: CgiHost) {
  const { server, connection, clientAddress } = host;
  const { serverName = "localhost", serverPort } = server as ServerFacts;
  const { localAddress, localFamily, localPort = HTTP_PORT } = connection as ConnectionFacts;
  const [address, port] = typeof clientAddress === "string" ? ["", undefined] : clientAddress;
  const [ownAddress] = addressOf(localAddress, localPort, localFamily) as readonly [string, number];
  return {
    serverSoftware: host.versionString(),
    serverName,
    serverPort: serverPort ?? localPort,
    serverAddress: ownAddress,
    clientAddress: address,
    clientPort: port,
    isSecure: isEncrypted(connection),
  };
}

/** The lower of the two versions: a server that answers in HTTP/1.0 speaks only that, whatever the client can. */
function spokenVersion({ protocolVersion, requestVersion }: CgiHost): string {
  return requestVersion < protocolVersion ? requestVersion : protocolVersion;
}
