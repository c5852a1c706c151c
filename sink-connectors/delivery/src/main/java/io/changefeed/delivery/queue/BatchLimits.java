/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import java.time.Duration;

/**
 * The limits of a batch.
 *
 * @param records the maximum number of events, at least 1
 * @param bytes the maximum total size of the events; a single event may be larger
 * @param linger how long an event waits for others to fill the batch, from when it is received
 */
public record BatchLimits(int records, long bytes, Duration linger) {}
