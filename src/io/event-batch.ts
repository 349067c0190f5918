// What came before what, where no clock could tell.
//
// The system tells Node of all sockets with news at once, and what it told of is then handled one after another: a batch of events. What is
// found out while a batch is handled is younger than every byte that had arrived when the batch began.

/**
 * Returns the number of the batch that is being handled. It grows whenever the system is asked for news, and never else: what runs between two
 * batches, as timers do, has a number of its own.
 */
export function eventBatch(): number {
  const { loopCount, events } = performance.nodeTiming.uvMetricsInfo;
  return loopCount + events; // one grows before a turn asks the system, the other when what it told of has been handled
}
