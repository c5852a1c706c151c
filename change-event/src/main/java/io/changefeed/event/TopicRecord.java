/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

/** The value of a record on a topic of the source connector. */
public sealed interface TopicRecord permits ChangeEvent, Heartbeat, TopicRecord.Tombstone {

    /**
     * A record without a value. It follows a remove, so that log compaction deletes the key. {@link TombstoneHeader} contains
     * the remove.
     */
    record Tombstone() implements TopicRecord {}
}
