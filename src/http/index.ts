// basehttp/http: Python's `http`, the parts of `http.client` that its servers use, and the helpers that handlers need.

export { formatHttpDate, parseHttpDate } from "./date.ts";
export {
  BrokenPipeError,
  HTTPError,
  HTTPException,
  isHTTPError,
  isProtocolError,
  isTimeoutError,
  LineTooLong,
  ProtocolError,
  TimeoutError,
} from "./errors.ts";
export { escapeHtml, quotePath, unquoteToBytes } from "./escape.ts";
export type { ExtendedValue, Param, ParamValue } from "./extended-param.ts";
export { HTTPMessage } from "./message.ts";
export { HTTPMethod, type HTTPMethodEnumeration, type HTTPMethodName } from "./method.ts";
export { type LineReader, type MessageClass, parseHeaders } from "./parse-headers.ts";
export type { PercentArguments } from "./percent-arguments.ts";
export { percentFormat } from "./percent-format.ts";
export type { RawFields } from "./raw-fields.ts";
export { DEFAULT_HEAD_LIMITS, type HeadLimits } from "./request-head.ts";
export {
  HTTPStatus,
  type HTTPStatusEnumeration,
  type HTTPStatusName,
  RESPONSES,
  type StatusCode,
} from "./status.ts";
export { VERSION } from "./version.ts";
