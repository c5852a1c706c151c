/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.zip.CRC32C;

/**
 * A place in a partition: between two records.
 *
 * @param next the lowest offset after it
 * @param hash of the identity of the event right before it, by which a topic that was created anew is told from the one
 *     before; {@value #NO_EVENT} when none was seen there
 */
public record Mark(long next, long hash) {
    static final long NO_EVENT = -1;

    /** The place behind an event. */
    public static Mark behind(long offset, String eventId) {
        CRC32C hash = new CRC32C();
        hash.update(eventId.getBytes(UTF_8));
        return new Mark(offset + 1, hash.getValue());
    }

    /** The place before an offset, of whose predecessor nothing is known. */
    public static Mark before(long offset) {
        return new Mark(offset, NO_EVENT);
    }

    public boolean isBehindAnEvent() {
        return hash != NO_EVENT;
    }

    /** Whether both can be behind one and the same event, or one of them does not say. */
    public boolean agreesWith(Mark other) {
        return hash == other.hash || !isBehindAnEvent() || !other.isBehindAnEvent();
    }

    /** The lowest offset that has to be read again to find out which event the mark is behind. */
    public long replayFrom() {
        return isBehindAnEvent() ? next - 1 : next;
    }
}
