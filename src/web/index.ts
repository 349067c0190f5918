// basehttp/web: handlers that are functions of Fetch, from a Request to a Response.

export { type Fetch, type FetchOptions, FetchRequestHandler } from "./fetch-handler.ts";
export type { Fetched } from "./send-fetched.ts";
