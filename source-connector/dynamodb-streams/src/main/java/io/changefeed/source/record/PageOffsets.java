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
 *
 * @param before the slot's offset before the page
 * @param shard whose page it is
 */
public record PageOffsets(Map<String, String> before, String shard) {

    /** The offset that says that the shard has been handed over up to this record. */
    Map<String, String> after(String sequenceNumber) {
        return new Moved(before, shard, new Position.After(sequenceNumber).text());
    }

    /** The offset before with one entry changed: made for every record, and written out for few. */
    private static final class Moved extends AbstractMap<String, String> {
        private final Map<String, String> before;
        private final String shard;
        private final String position;

        Moved(Map<String, String> before, String shard, String position) {
            this.before = before;
            this.shard = shard;
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
    }
}
