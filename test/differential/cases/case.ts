// What a case is: the bytes of one connection, and the differences they are known to meet.

import { request } from "../../support/requests.ts";
import type { DifferenceName } from "../differences.ts";

/** One connection to both servers. */
export interface Case {
  /** All that the client sends; latin-1. */
  readonly request: string;
  /** The names of the differences the case meets; none where both servers answer alike. */
  readonly differs?: readonly DifferenceName[];
  /** We do with `request` what Python does with this one. */
  readonly like?: string;
  /** True where the client closes its side behind the request, as the server would wait for more. */
  readonly halfClose?: boolean;
  /** Where Python says nothing for ever: how long to wait for it. */
  readonly pythonSilenceMs?: number;
}

/** Cases that have something in common. */
export interface Group {
  readonly name: string;
  /** The version both servers are told to speak. */
  readonly protocol: "HTTP/1.0" | "HTTP/1.1";
  /** The Server field both servers send, where it is the same. */
  readonly server?: string;
  readonly cases: readonly Case[];
}

/** A request of HTTP/1.1 without a body. */
export function head11(line: string, ...fields: string[]): string {
  return request(`${line} HTTP/1.1`, ...fields);
}

/** Makes cases of requests that both servers answer alike. */
export function same(...requests: readonly string[]): Case[] {
  return requests.map((request) => ({ request }));
}

/** Makes cases of requests that all meet one difference. */
export function differ(name: DifferenceName, ...requests: readonly string[]): Case[] {
  return requests.map((request) => ({ request, differs: [name] }));
}

/** Makes a case: we do with the request what Python does with another one. */
export function differLike(name: DifferenceName, request: string, like: string): Case {
  return { request, differs: [name], like };
}
