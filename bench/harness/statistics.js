// Statistics of a handful of measurements. Pure functions of numbers.

/** The confidence of a median's interval: 90 %. */
const CONFIDENCE = 0.9;

/** The median of some numbers; for an even count, the mean of the middle two. */
export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The median with the lowest and the highest number. */
export function summary(numbers) {
  return { median: median(numbers), low: Math.min(...numbers), high: Math.max(...numbers) };
}

/**
 * An interval that holds the true median in nine of ten cases, whatever the distribution, as only the order of the numbers
 * counts. With seven rounds or fewer it reaches from the lowest to the highest; with more, some outliers on both sides are left out.
 */
export function medianInterval(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const omitted = omittedOnEachSide(sorted.length);
  return { low: sorted[omitted], high: sorted[sorted.length - 1 - omitted] };
}

/** How many of `count` numbers may be left out on each side: the interval misses if that many tosses of a coin agree. */
function omittedOnEachSide(count) {
  let tail = 0; // the chance that at most `k` of the numbers are below the median
  let binomial = 1;
  for (let k = 0; ; k++) {
    tail += binomial / 2 ** count;
    if (1 - 2 * tail < CONFIDENCE) return Math.max(0, k - 1);
    binomial = (binomial * (count - k)) / (k + 1);
  }
}

/** Combines the figures of two servers from the same rounds: "ratio" is own / other, "difference" is own - other. */
export function compareRounds(own, other, how) {
  return own.map((value, round) => (how === "difference" ? value - other[round] : value / other[round]));
}

/**
 * Says whether a goal is reached: "reached", "missed", or "open" if the interval of the median lies on both sides of it: then
 * the noise is larger than the difference.
 */
export function verdict(values, { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY }) {
  const { low, high } = medianInterval(values);
  if (low >= atLeast && high <= atMost) return "reached";
  if (high < atLeast || low > atMost) return "missed";
  return "open";
}
