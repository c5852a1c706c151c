/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.projection;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Operation;
import io.changefeed.event.Path;
import io.changefeed.event.Source;
import io.changefeed.readmodel.row.Row;
import io.changefeed.readmodel.row.RowChange;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.row.TargetTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** From the change events of source items to the changes of rows of one target table. */
public final class Projection {
    private static final Path BEFORE = Path.ROOT.field("before");
    private static final Path AFTER = Path.ROOT.field("after");
    private static final Path KEY = Path.ROOT.field("source").field("key");

    private final Set<String> sourceKey;
    private final List<ProjectedColumn> key;
    private final List<ProjectedColumn> columns;
    private final TargetTable target;

    /**
     * @param table the target table's name
     * @param sourceKey the names of the attributes that are the key of a source item
     * @param key the columns that are the key of a row
     * @param columns the others
     * @param isOfOneTable whether all events are of items of one table: those of several can have equal keys
     */
    public Projection(
            String table,
            Set<String> sourceKey,
            List<ProjectedColumn> key,
            List<ProjectedColumn> columns,
            boolean isOfOneTable) {
        this.sourceKey = Set.copyOf(sourceKey);
        this.key = List.copyOf(key);
        this.columns = List.copyOf(columns);
        this.target = new TargetTable(
                table,
                key.stream().map(ProjectedColumn::column).toList(),
                columns.stream().map(ProjectedColumn::column).toList(),
                isOfOneTable && holdsSourceKey());
    }

    private boolean holdsSourceKey() {
        return sourceKey.stream()
                .allMatch(attribute -> key.stream()
                        .filter(ProjectedColumn::keepsApart)
                        .anyMatch(column -> column.attribute().equals(Optional.of(attribute))));
    }

    public TargetTable target() {
        return target;
    }

    /**
     * Whether a change of an item can take it to another row: whether the row's key holds more than attributes of the
     * item's key. Then the old images are needed, to find the row that it leaves.
     */
    public boolean movesRows() {
        return !key.stream()
                .allMatch(column -> column.isConstant()
                        || column.attribute().filter(sourceKey::contains).isPresent());
    }

    /**
     * What an event does to the target table.
     *
     * @throws RejectedEventException when a value cannot be converted, or the event has not the image that it takes; the
     *     message names the path and the value
     */
    public RowChange of(ChangeEvent event) {
        requireSourceKey(event);
        Optional<Row> put = event.operation().hasAfter() ? Optional.of(row(event)) : Optional.empty();
        Optional<RowKey> left =
                keyBefore(event).filter(before -> !Optional.of(before).equals(put.map(Row::key)));
        return new RowChange(
                Owners.of(event), event.source().order(), event.source().time(), put, left);
    }

    /**
     * What an event that {@link #of} rejects still does: where its new row cannot be made, the item has left its old row
     * all the same. Empty when it has not, or the event does not tell.
     */
    public Optional<RowChange> leaving(ChangeEvent event) {
        try {
            requireSourceKey(event);
            return event.after()
                    .map(after -> writtenKey(after, event.source(), AFTER))
                    .flatMap(now -> keyBefore(event)
                            .filter(before -> !Optional.of(before).equals(now)))
                    .map(left -> new RowChange(
                            Owners.of(event),
                            event.source().order(),
                            event.source().time(),
                            Optional.empty(),
                            Optional.of(left)));
        } catch (RejectedEventException e) {
            return Optional.empty();
        }
    }

    private void requireSourceKey(ChangeEvent event) {
        Set<String> found = event.key().attributes().keySet();
        if (!found.equals(sourceKey)) {
            throw new RejectedEventException(KEY + ": the key of table '"
                    + event.source().table() + "' is " + found + ", but 'projection.source.key' says " + sourceKey);
        }
    }

    private Row row(ChangeEvent event) {
        Item item = event.after().orElseThrow(() -> missing("after", "new", event.source(), "the row is made of it"));
        Map<String, ItemValue> values = new LinkedHashMap<>();
        for (ProjectedColumn column : columns) {
            column.value(item, event.source(), AFTER).ifPresent(value -> values.put(column.name(), value));
        }
        return new Row(key(item, event.source(), AFTER), values);
    }

    private RowKey key(Item item, Source source, Path root) {
        Map<String, ItemValue> values = new LinkedHashMap<>();
        for (ProjectedColumn column : key) {
            requireApart(column, item, root);
            values.put(column.name(), column.keyValue(item, source, root));
        }
        return new RowKey(values);
    }

    /** As a number, the texts 7 and 07 would be the same row, and each of the two items take it for its own. */
    private void requireApart(ProjectedColumn column, Item item, Path root) {
        Optional<ItemValue> value =
                column.attribute().filter(sourceKey::contains).map(item.attributes()::get);
        if (value.isPresent() && !column.cast().keepsApart(value.get())) {
            throw new RejectedEventException(column.source().path(root) + ": " + ValueText.of(value.get())
                    + " is in the key of the item, and not the only text of its number: the column '" + column.name()
                    + "' could be that of another item. Without a cast it is not.");
        }
    }

    /** The key of the row that showed the item before the change; empty when none did. */
    private Optional<RowKey> keyBefore(ChangeEvent event) {
        if (!event.operation().hasBefore()) {
            return Optional.empty();
        }
        if (!movesRows()) {
            return event.operation() == Operation.REMOVE
                    ? writtenKey(new Item(event.key().attributes()), event.source(), KEY)
                    : Optional.empty();
        }
        if (event.before().isEmpty() && event.source().snapshot() != Source.Snapshot.FALSE) {
            // A snapshot's row that the filter leaves out: what the item was like before, nobody knows.
            return Optional.empty();
        }
        Item before = event.before()
                .orElseThrow(() -> missing(
                        "before",
                        "old",
                        event.source(),
                        "the row that the item leaves is found by it; the table's"
                                + " stream needs the view type NEW_AND_OLD_IMAGES"));
        return writtenKey(before, event.source(), BEFORE);
    }

    /** A row whose key cannot be made was never written: the event that should have done it was rejected for that. */
    private Optional<RowKey> writtenKey(Item item, Source source, Path root) {
        try {
            return Optional.of(key(item, source, root));
        } catch (RejectedEventException e) {
            return Optional.empty();
        }
    }

    private static RejectedEventException missing(String field, String which, Source source, String need) {
        String why = source.droppedImages().isPresent()
                ? "the source connector left it out, as the event was too large"
                : source.viewType()
                        .map(type -> "the view type of the table's stream is " + type)
                        .orElse("the source gave none");
        return new RejectedEventException(field + ": the event has no " + which + " image (" + why + "), and " + need);
    }
}
