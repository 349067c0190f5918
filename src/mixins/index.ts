// basehttp/mixins: functions that add one feature each to a handler class.

export { ColoredLogMixin } from "./colored-log.ts";
export { QuietMixin } from "./quiet.ts";
export { ResponseHeadersMixin } from "./response-headers.ts";
export { SingleFileMixin } from "./single-file.ts";
