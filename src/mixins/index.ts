// basehttp/mixins: functions that add one feature each to a handler class. A feature left out costs nothing: it is not in the class.

export { AllowedHostsMixin } from "./allowed-hosts.ts";
export { BasePathMixin } from "./base-path.ts";
export { CacheMixin, type CacheRule } from "./cache.ts";
export { ColoredLogMixin } from "./colored-log.ts";
export { CompressionMixin, type CompressionOptions } from "./compression.ts";
export { CorsMixin } from "./cors.ts";
export { IsolateMixin, type ResourcePolicy } from "./isolate.ts";
export { NoDotfilesMixin } from "./no-dotfiles.ts";
export { NotFoundPageMixin } from "./not-found-page.ts";
export { QuietMixin } from "./quiet.ts";
export { ResponseHeadersMixin } from "./response-headers.ts";
export { SingleFileMixin } from "./single-file.ts";
export { SpaMixin } from "./spa.ts";
export { WithholdMixin } from "./withhold.ts";
