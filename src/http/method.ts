// Request methods with their names. Everything is made once, when the module is loaded, and frozen.

import { enumeration } from "./enumeration.ts";
import { INSPECT } from "./inspect.ts";

const DESCRIPTIONS = {
  CONNECT: "Establish a connection to the server.",
  DELETE: "Remove the target.",
  GET: "Retrieve the target.",
  HEAD: "Same as GET, but only retrieve the status line and header section.",
  OPTIONS: "Describe the communication options for the target.",
  PATCH: "Apply partial modifications to a target.",
  POST: "Perform target-specific processing with the request payload.",
  PUT: "Replace the target with the request payload.",
  TRACE: "Perform a message loop-back test along the path to the target.",
} as const;

/** The name of a member of {@link HTTPMethod}. */
export type HTTPMethodName = "CONNECT" | "DELETE" | "GET" | "HEAD" | "OPTIONS" | "PATCH" | "POST" | "PUT" | "TRACE";

/**
 * A request method that knows what it is for: a frozen boxed string.
 *
 * `HTTPMethod.GET == "GET"`, templates and JSON work as for the string. But it is an object: compare with `==`, or write
 * `HTTPMethod.GET.value === "GET"`.
 */
export interface HTTPMethod extends String {
  /** The method, such as `GET`. */
  readonly value: HTTPMethodName;
  /** The member's name, which is its value. */
  readonly name: HTTPMethodName;
  /** A sentence about it. */
  readonly description: string;
}

/** The type of {@link HTTPMethod} itself. */
export type HTTPMethodEnumeration = Readonly<Record<HTTPMethodName, HTTPMethod>> &
  Iterable<HTTPMethod> & {
    (method: string | HTTPMethod): HTTPMethod;
    readonly prototype: HTTPMethod;
  };

class MethodMember extends String implements HTTPMethod {
  readonly value: HTTPMethodName;
  readonly name: HTTPMethodName;
  readonly description: string;

  constructor(name: HTTPMethodName) {
    super(name);
    this.value = name;
    this.name = name;
    this.description = DESCRIPTIONS[name];
    Object.freeze(this);
  }

  [INSPECT](): string {
    return `<HTTPMethod.${this.name}>`;
  }
}

const MEMBERS = (Object.keys(DESCRIPTIONS) as HTTPMethodName[]).map((name) => new MethodMember(name));

/**
 * Holds the methods of RFC 9110 §9 and PATCH (RFC 5789): `HTTPMethod.GET`, `HTTPMethod("GET")`, `for (const method of
 * HTTPMethod)`.
 *
 * The lookup is case-sensitive, as methods are, and throws RangeError for a method without a member: `'FOO' is not a
 * valid HTTPMethod`. Source: Python's `http.HTTPMethod`.
 */
export const HTTPMethod: HTTPMethodEnumeration = enumeration({
  typeName: "HTTPMethod",
  memberClass: MethodMember,
  members: MEMBERS,
  names: Object.fromEntries(MEMBERS.map((method) => [method.name, method])),
}) as HTTPMethodEnumeration;
