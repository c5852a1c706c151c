/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A page of a scan.
 *
 * @param bytes the size of the items
 * @param last the key of the last item, if more items can follow
 */
public record ScanPage(List<ObjectNode> items, int bytes, Optional<ObjectNode> last) {
    /** The limit of DynamoDB (API Reference, Scan). */
    private static final int MAX_BYTES = 1 << 20;

    /** An item and its position: items are ordered by the hashes of their keys. */
    record Position(long hash, String key, ObjectNode item) implements Comparable<Position> {
        boolean isAfter(long otherHash, String otherKey) {
            return hash > otherHash || (hash == otherHash && key.compareTo(otherKey) > 0);
        }

        @Override
        public int compareTo(Position other) {
            return Comparator.comparingLong(Position::hash)
                    .thenComparing(Position::key)
                    .compare(this, other);
        }
    }

    static ScanPage of(List<Position> positions, KeySchema keySchema, int limit) {
        List<ObjectNode> page = new ArrayList<>();
        int bytes = 0;
        for (Position position : positions) {
            int size = ItemSize.of(position.item());
            if (page.size() == limit || (!page.isEmpty() && bytes + size > MAX_BYTES)) {
                return new ScanPage(page, bytes, Optional.of(keySchema.keyOf(page.get(page.size() - 1))));
            }
            page.add(position.item());
            bytes += size;
        }
        return new ScanPage(page, bytes, Optional.empty());
    }
}
