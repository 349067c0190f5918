// The figures: their units, and how many digits are shown.

export const METRICS = {
  rate: { unit: "requests/s", digits: 0 },
  cpu: { unit: "µs CPU/request", digits: 1 },
  capacity: { unit: "requests/s if each worker had a processor", digits: 0 },
  mbps: { unit: "MB/s", digits: 0 },
  cpuPerGB: { unit: "s CPU/GB", digits: 3 },
  ms: { unit: "ms", digits: 1 },
  first: { unit: "ms to the first byte", digits: 1 },
  last: { unit: "ms to the last byte", digits: 1 },
  mib: { unit: "MiB", digits: 1 },
  kib: { unit: "KiB/connection", digits: 2 },
  descriptors: { unit: "descriptors", digits: 0 },
};

/** A number with separators: 12,345.6. */
export function formatNumber(value, digits) {
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** `12 (10-15)`: the median, the lowest and the highest; a single number stands alone. */
export function formatSummary({ median, low, high }, digits) {
  const [middle, from, to] = [median, low, high].map((value) => formatNumber(value, digits));
  return from === to ? middle : `${middle} (${from}${low < 0 ? " to " : "-"}${to})`;
}
