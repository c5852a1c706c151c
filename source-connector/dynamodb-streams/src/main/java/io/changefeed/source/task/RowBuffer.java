/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.event.ItemKey;
import io.changefeed.source.stream.ReadResult.Rows;
import io.changefeed.source.stream.SnapshotWindows.SnapshotWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The rows of a page that a segment has read, until all of them can be handed over: a page is handed over in one poll or
 * not at all, so that with exactly-once a crash repeats none of it. Those whose items changed meanwhile are taken out.
 */
final class RowBuffer {
    /**
     * A row.
     *
     * @param item as it was read
     * @param readAt when that was
     */
    record Row(Map<String, AttributeValue> item, Instant readAt) {}

    private record Part(List<Row> rows, SnapshotWindow window) {}

    private final Function<Map<String, AttributeValue>, ItemKey> key;
    private List<Part> parts = new ArrayList<>();

    /** @param key of an item */
    RowBuffer(Function<Map<String, AttributeValue>, ItemKey> key) {
        this.key = key;
    }

    /** Adds what one read brought: the page itself, or some of its items that were read again. */
    void add(Rows read) {
        parts.add(new Part(
                read.items().stream().map(item -> new Row(item, read.readAt())).toList(), read.window()));
    }

    /** Takes out the rows whose items had a change handed over since they were asked for. */
    List<Row> removeChanged() {
        List<Row> changed = new ArrayList<>();
        List<Part> left = new ArrayList<>();
        for (Part part : parts) {
            List<Row> unchanged = new ArrayList<>();
            part.rows()
                    .forEach(row -> (part.window().hasChanged(key.apply(row.item())) ? changed : unchanged).add(row));
            if (unchanged.isEmpty()) {
                part.window().close();
            } else {
                left.add(new Part(unchanged, part.window()));
            }
        }
        parts = left;
        return changed;
    }

    /** Takes all rows: they are being handed over. */
    List<Row> take() {
        List<Row> rows = new ArrayList<>();
        for (Part part : parts) {
            part.window().close();
            rows.addAll(part.rows());
        }
        parts = new ArrayList<>();
        return rows;
    }
}
