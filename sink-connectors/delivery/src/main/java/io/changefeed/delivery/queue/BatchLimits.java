/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import java.time.Duration;

/**
 * The limits of a batch.
 *
 * @param records the maximum number of events, at least 1
 * @param bytes the maximum total size of the events; a single event can be larger
 * @param linger how long an event waits for other events to fill the batch, starting with its receipt
 */
public record BatchLimits(int records, long bytes, Duration linger) {
    BatchLimits withRecords(int newRecords) {
        return new BatchLimits(newRecords, bytes, linger);
    }
}
