/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

/**
 * The events that cannot be delivered at present, because their route is unavailable or an earlier event of their item
 * fails, and the share of the buffer that they can use.
 */
final class BlockedEvents {
    private final long maxRecords;
    private final long maxBytes;
    private long records;
    private long bytes;

    BlockedEvents(long maxRecords, long maxBytes) {
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
    }

    void add(long newRecords, long newBytes) {
        records += newRecords;
        bytes += newBytes;
    }

    /** The share of the quota in use; can exceed 1. */
    double usage() {
        return Math.max((double) records / maxRecords, (double) bytes / maxBytes);
    }
}
