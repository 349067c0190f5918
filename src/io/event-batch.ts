// Tells what came first where no clock could.
//
// The system reports all sockets with news to Node at once, and Node then handles them one after another: a batch of events. Whatever is
// found out while a batch is handled is newer than every byte that had arrived when the batch began.

/**
 * Returns the number of the batch that is being handled. It grows whenever Node asks the system for news and whenever a batch has been
 * handled, so that what runs between two batches, as timers do, has a number of its own.
 */
export function eventBatch(): number {
  const { loopCount, events } = performance.nodeTiming.uvMetricsInfo;
  return loopCount + events; // one grows before a turn asks the system, the other once the batch has been handled
}
