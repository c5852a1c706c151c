/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

/** What a record on one of our topics can be. */
public sealed interface FeedRecord permits ChangeEvent, Heartbeat, FeedRecord.Tombstone {

    /** A record without a value. It follows a remove, which has said it all; it lets Kafka compact the key away. */
    record Tombstone() implements FeedRecord {}
}
