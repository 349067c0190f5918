// Prints how many milliseconds it takes to import the library.

const begun = performance.now();
await import("basehttp");
console.log(performance.now() - begun);
