// Status codes with their names. Everything is made once, when the module is loaded, and frozen.

import { enumeration } from "./enumeration.ts";
import { INSPECT } from "./inspect.ts";
import { STATUS_ALIASES, STATUS_TABLE } from "./status-table.ts";

/** The name of a member of {@link HTTPStatus}, old names included. */
export type HTTPStatusName = keyof typeof STATUS_TABLE | keyof typeof STATUS_ALIASES;

/**
 * A status code that knows its name: a frozen boxed number.
 *
 * `HTTPStatus.OK == 200`, `HTTPStatus.OK + 1`, `String(HTTPStatus.OK)` and JSON work as for the number. But it is an
 * object: `HTTPStatus.OK === 200` is never true, and TypeScript refuses it; write `HTTPStatus.OK.value === 200`.
 */
export interface HTTPStatus extends Number {
  /** The code, such as 404. */
  readonly value: number;
  /** The member's name, such as `NOT_FOUND`. */
  readonly name: string;
  /** The reason phrase, such as `Not Found`. */
  readonly phrase: string;
  /** A sentence about it, such as `Nothing matches the given URI`; may be empty. */
  readonly description: string;
  /** True for 100 to 199. */
  readonly isInformational: boolean;
  /** True for 200 to 299. */
  readonly isSuccess: boolean;
  /** True for 300 to 399. */
  readonly isRedirection: boolean;
  /** True for 400 to 499. */
  readonly isClientError: boolean;
  /** True for 500 to 599. */
  readonly isServerError: boolean;
}

/** A status code as handlers give it: a plain number, registered or not, or a member of {@link HTTPStatus}. */
export type StatusCode = number | HTTPStatus;

/** The type of {@link HTTPStatus} itself. */
export type HTTPStatusEnumeration = Readonly<Record<HTTPStatusName, HTTPStatus>> &
  Iterable<HTTPStatus> & {
    (code: StatusCode): HTTPStatus;
    readonly prototype: HTTPStatus;
  };

class StatusMember extends Number implements HTTPStatus {
  readonly value: number;
  readonly name: string;
  readonly phrase: string;
  readonly description: string;

  constructor(name: string, [value, phrase, description]: readonly [number, string, string]) {
    super(value);
    this.value = value;
    this.name = name;
    this.phrase = phrase;
    this.description = description;
    Object.freeze(this);
  }

  get isInformational(): boolean {
    return isOfClass(this, 1);
  }

  get isSuccess(): boolean {
    return isOfClass(this, 2);
  }

  get isRedirection(): boolean {
    return isOfClass(this, 3);
  }

  get isClientError(): boolean {
    return isOfClass(this, 4);
  }

  get isServerError(): boolean {
    return isOfClass(this, 5);
  }

  [INSPECT](): string {
    return `<HTTPStatus.${this.name}: ${this.value}>`;
  }
}

/** The first digit of a code is its class (RFC 9110 §15). */
function isOfClass(status: HTTPStatus, firstDigit: number): boolean {
  return Math.floor(status.value / 100) === firstDigit;
}

/** The `@__PURE__` notes let the bundler drop the members from programs that do not use them, such as the command. */
const MEMBERS: readonly HTTPStatus[] = /* @__PURE__ */ Object.entries(STATUS_TABLE).map(
  ([name, row]) => new StatusMember(name, row),
);

/**
 * Holds the registered status codes: `HTTPStatus.NOT_FOUND`, `HTTPStatus(404)`, `for (const status of HTTPStatus)`.
 *
 * The lookup throws RangeError for a code without a member: `299 is not a valid HTTPStatus`. The names that Python 3.13
 * renamed (`REQUEST_ENTITY_TOO_LARGE`, `UNPROCESSABLE_ENTITY`, ...) still work. Source: Python's `http.HTTPStatus`, RFC
 * 9110 §15.
 *
 * Differs from Python: has `UPLOAD_RESUMPTION_SUPPORTED` (104), which IANA has registered since.
 */
export const HTTPStatus: HTTPStatusEnumeration = /* @__PURE__ */ enumeration({
  typeName: "HTTPStatus",
  memberClass: StatusMember,
  members: MEMBERS,
  names: /* @__PURE__ */ allNames(),
}) as HTTPStatusEnumeration;

/**
 * Maps each registered code to its phrase and description: Python's `BaseHTTPRequestHandler.responses`.
 *
 * It has no prototype: `RESPONSES[code]` finds codes and nothing else.
 */
export const RESPONSES: Readonly<Record<number, readonly [phrase: string, description: string]>> = Object.freeze(
  Object.assign(
    Object.create(null) as Record<number, readonly [string, string]>,
    Object.fromEntries(
      Object.values(STATUS_TABLE).map(([code, phrase, description]) => [code, Object.freeze([phrase, description])]),
    ),
  ),
);

/** Returns the number of a status code. @throws TypeError for what is neither a number nor a member of `HTTPStatus`. */
export function statusValue(code: StatusCode): number {
  const value = typeof code === "number" ? code : (code as HTTPStatus | null | undefined)?.value;
  if (typeof value === "number") return value;
  throw new TypeError(`A status code is a number or a member of HTTPStatus, not ${JSON.stringify(code)}.`);
}

function allNames(): Record<string, HTTPStatus> {
  const names: Record<string, HTTPStatus> = Object.fromEntries(MEMBERS.map((status) => [status.name, status]));
  for (const [alias, name] of Object.entries(STATUS_ALIASES)) names[alias] = names[name] as HTTPStatus;
  return names;
}
