/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.zip.CRC32C;

/**
 * A position in a partition, between two records.
 *
 * @param next the lowest offset after it
 * @param hash hash of the ID of the event immediately before the position, which detects a recreated topic;
 *     {@value #NO_EVENT} if no event was read there
 * @param unknownUntil milliseconds since the epoch: the old images of events that were published until then are unknown,
 *     because log compaction may have removed events before the position; 0 if all are known
 */
public record PartitionPosition(long next, long hash, long unknownUntil) {
    static final long NO_EVENT = -1;

    /** The position after an event. */
    public static PartitionPosition after(long offset, String eventId) {
        CRC32C hash = new CRC32C();
        hash.update(eventId.getBytes(UTF_8));
        return new PartitionPosition(offset + 1, hash.getValue(), 0);
    }

    /** The position before an offset whose preceding event is unknown. */
    public static PartitionPosition before(long offset) {
        return new PartitionPosition(offset, NO_EVENT, 0);
    }

    public PartitionPosition withUnknownUntil(long millis) {
        return new PartitionPosition(next, hash, millis);
    }

    public boolean followsEvent() {
        return hash != NO_EVENT;
    }

    /** Whether both can follow the same event; true if one of them has no hash. */
    public boolean matches(PartitionPosition other) {
        return hash == other.hash || !followsEvent() || !other.followsEvent();
    }

    /** The lowest offset to read again to verify the event before the position. */
    public long replayFrom() {
        return followsEvent() ? next - 1 : next;
    }
}
