/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.source.lineage.Position;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * The offsets of a slot while a page of one of its shards is handed over. Each record has an offset of its own: a
 * transform may drop the last of a page, and Connect stores no offset for a record that it dropped.
 */
public final class PageOffsets {
    private final Map<String, String> before;
    private final String shard;
    private final int hashOfOthers;

    /**
     * The offsets of one page.
     *
     * @param before the slot's offset before the page, which holds the shard and is not changed any more
     * @param shard whose page it is
     */
    public PageOffsets(Map<String, String> before, String shard) {
        this.before = before;
        this.shard = shard;
        this.hashOfOthers = before.hashCode()
                - Map.entry(shard, before.getOrDefault(shard, "")).hashCode();
    }

    /** The slot's offset before the page. */
    Map<String, String> before() {
        return before;
    }

    /** The offset that says that the shard has been handed over up to this record. */
    Map<String, String> after(String sequenceNumber) {
        return new Moved(new Position.After(sequenceNumber).text());
    }

    /** The offset before with one entry changed: made for every record, and written out for few. */
    private final class Moved extends AbstractMap<String, String> {
        private final String position;

        Moved(String position) {
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

        /** The sum that every map has, without a walk over all shards: a worker with exactly-once hashes each record. */
        @Override
        public int hashCode() {
            return hashOfOthers + Map.entry(shard, position).hashCode();
        }
    }
}
