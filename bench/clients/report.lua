-- wrk: prints what was seen as one line of JSON.
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "bytes": %.0f, "seconds": %.6f, "broken": %d, "refused": %d, "timeouts": %d, "p50": %.0f, "p99": %.0f}\n',
    summary.requests, summary.bytes, summary.duration / 1e6, e.connect + e.read + e.write, e.status, e.timeout,
    latency:percentile(50), latency:percentile(99)))
end
