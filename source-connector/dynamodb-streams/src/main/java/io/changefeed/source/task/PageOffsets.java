/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.source.lineage.Position;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * The offsets of a slot while a page of one of its shards is emitted. Each record has its own offset, because a transform
 * can drop the last record of a page, and Connect does not store the offset of a dropped record.
 */
final class PageOffsets {
    private final Map<String, String> before;
    private final String shard;
    private final int hashOfOthers;

    /**
     * The offsets of one page.
     *
     * @param before the slot's offset before the page, which contains the shard and must not be modified
     * @param shard of the page
     */
    PageOffsets(Map<String, String> before, String shard) {
        this.before = before;
        this.shard = shard;
        this.hashOfOthers = before.hashCode()
                - Map.entry(shard, before.getOrDefault(shard, "")).hashCode();
    }

    /** The offset after a record of the shard. */
    Map<String, String> after(String sequenceNumber) {
        return new OffsetWithPosition(new Position.After(sequenceNumber).text());
    }

    /** A view of {@link #before} with another position. It is created for each record but rarely serialized. */
    private final class OffsetWithPosition extends AbstractMap<String, String> {
        private final String position;

        OffsetWithPosition(String position) {
            this.position = position;
        }

        @Override
        public Set<Entry<String, String>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public Iterator<Entry<String, String>> iterator() {
                    Iterator<Entry<String, String>> entries = before.entrySet().iterator();
                    return new Iterator<>() {
                        @Override
                        public boolean hasNext() {
                            return entries.hasNext();
                        }

                        @Override
                        public Entry<String, String> next() {
                            Entry<String, String> entry = entries.next();
                            return entry.getKey().equals(shard) ? Map.entry(shard, position) : entry;
                        }
                    };
                }

                @Override
                public int size() {
                    return before.size();
                }
            };
        }

        @Override
        public boolean equals(Object other) {
            return super.equals(other);
        }

        /**
         * The hash code that {@link Map} specifies, without iterating: with exactly-once, the worker hashes it for each
         * record.
         */
        @Override
        public int hashCode() {
            return hashOfOthers + Map.entry(shard, position).hashCode();
        }
    }
}
