// basehttp/web: Fetch functions, from a Request to a Response, as handlers.

export { type Fetch, type FetchOptions, FetchRequestHandler } from "./fetch-handler.ts";
export type { Fetched } from "./send-fetched.ts";
