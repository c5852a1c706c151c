/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.source.record.SnapshotRow;
import io.changefeed.source.stream.HeapBudget.Allocation;
import io.changefeed.source.stream.ReadResult.Rows;
import io.changefeed.source.stream.SnapshotWindows.SnapshotWindow;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a segment's current page. They are buffered until all of them can be emitted in one poll, so that with
 * exactly-once a crash never repeats part of a page. Rows whose items have changed in the meantime are removed.
 */
final class RowBuffer {
    /** The rows of one read. */
    private record Part(List<SnapshotRow> rows, SnapshotWindow window) {}

    private List<Part> parts = new ArrayList<>();
    /** The allocation of the page, once for each of its reads. */
    private List<Allocation> allocations = new ArrayList<>();

    /** Adds the result of a read: the page itself, or items of the page that were read again. */
    void add(Rows read) {
        allocations.add(read.allocation());
        parts.add(new Part(read.rows(), read.window()));
    }

    /** Removes and returns the rows whose items had a change emitted within the window of their read. */
    List<SnapshotRow> removeChanged() {
        List<SnapshotRow> changed = new ArrayList<>();
        List<Part> remaining = new ArrayList<>();
        for (Part part : parts) {
            List<SnapshotRow> unchanged = new ArrayList<>(part.rows().size());
            part.rows().forEach(row -> (part.window().hasChanged(row.recordKey()) ? changed : unchanged).add(row));
            if (unchanged.isEmpty()) {
                part.window().close();
            } else {
                remaining.add(new Part(unchanged, part.window()));
            }
        }
        parts = remaining;
        return changed;
    }

    /** Removes and returns all rows, and closes their windows. Call {@link #release} when their records are created. */
    List<SnapshotRow> drain() {
        List<SnapshotRow> rows = new ArrayList<>();
        for (Part part : parts) {
            part.window().close();
            rows.addAll(part.rows());
        }
        parts = new ArrayList<>();
        return rows;
    }

    /** Releases the memory of the page: it now belongs to the records. */
    void release() {
        allocations.forEach(Allocation::release);
        allocations = new ArrayList<>();
    }

    /** Drops all rows. */
    void discard() {
        drain();
        release();
    }
}
