// What the types of mixins are made of.

// biome-ignore lint/suspicious/noExplicitAny: what TypeScript wants of a mixin's constructor
export type Constructor<Instance> = new (...args: any[]) => Instance;

// biome-ignore lint/suspicious/noExplicitAny: the type of requests is the base's; a mixin never looks into them
export type AnyRequest = any;
