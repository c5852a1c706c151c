/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.projection;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Operation;
import io.changefeed.event.Path;
import io.changefeed.event.Source;
import io.changefeed.readmodel.row.ChangeTime;
import io.changefeed.readmodel.row.ItemChange;
import io.changefeed.readmodel.row.ItemId;
import io.changefeed.readmodel.row.Row;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.row.RowVersion;
import io.changefeed.readmodel.row.TargetTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Converts change events of source items to changes of rows of one target table. */
public final class Projection {
    private static final Path BEFORE = Path.ROOT.field("before");
    private static final Path AFTER = Path.ROOT.field("after");
    private static final Path KEY = Path.ROOT.field("source").field("key");

    private final Set<String> sourceKey;
    private final List<ProjectedColumn> key;
    private final List<ProjectedColumn> columns;
    private final boolean isSingleSource;
    private final boolean needsOldImages;
    private final boolean canMoveRows;
    private final TargetTable target;

    /**
     * @param table the target table's name
     * @param sourceKey the names of the source table's key attributes
     * @param key the key columns
     * @param columns the non-key columns
     * @param isSingleSource whether all events come from one table; items of different tables can have equal keys
     */
    public Projection(
            String table,
            Set<String> sourceKey,
            List<ProjectedColumn> key,
            List<ProjectedColumn> columns,
            boolean isSingleSource) {
        this(table, sourceKey, key, columns, isSingleSource, true);
    }

    private Projection(
            String table,
            Set<String> sourceKey,
            List<ProjectedColumn> key,
            List<ProjectedColumn> columns,
            boolean isSingleSource,
            boolean needsOldImages) {
        this.sourceKey = Set.copyOf(sourceKey);
        this.key = List.copyOf(key);
        this.columns = List.copyOf(columns);
        this.isSingleSource = isSingleSource;
        this.needsOldImages = needsOldImages;
        this.canMoveRows = !key.stream()
                .allMatch(column -> column.isConstant()
                        || column.attribute().filter(sourceKey::contains).isPresent());
        this.target = new TargetTable(
                table,
                key.stream().map(ProjectedColumn::column).toList(),
                columns.stream().map(ProjectedColumn::column).toList(),
                isSingleSource && containsSourceKey());
    }

    private boolean containsSourceKey() {
        return sourceKey.stream()
                .allMatch(attribute -> key.stream()
                        .filter(ProjectedColumn::isInjective)
                        .anyMatch(column -> column.attribute().equals(Optional.of(attribute))));
    }

    /** This projection for a store that knows the row of each item: it accepts events without the old image. */
    public Projection withoutOldImages() {
        return new Projection(target.name(), sourceKey, key, columns, isSingleSource, false);
    }

    public TargetTable target() {
        return target;
    }

    /**
     * Whether an update can move an item to another row, which is so if the row key contains anything but constants and
     * key attributes of the item.
     */
    public boolean canMoveRows() {
        return canMoveRows;
    }

    /**
     * Converts an event to the change of its item. If a value does not fit, the change rejects the item.
     *
     * @throws RejectedEventException if the event is of an item that the projection cannot identify, or if it lacks the
     *     old image that is needed to find the row that the item leaves
     */
    public ItemChange project(ChangeEvent event) {
        requireSourceKey(event);
        ItemChange.Effect effect = event.operation().hasAfter() ? put(event) : new ItemChange.Delete();
        Source source = event.source();
        return new ItemChange(
                ItemId.of(event, isSingleSource),
                RowVersion.of(source),
                ChangeTime.of(source),
                source.time(),
                effect,
                keyBefore(event).filter(before -> !Optional.of(before).equals(ItemChange.target(effect))));
    }

    private ItemChange.Effect put(ChangeEvent event) {
        try {
            return new ItemChange.Put(row(event));
        } catch (RejectedEventException e) {
            return new ItemChange.Reject(targetKey(event), String.valueOf(e.getMessage()));
        }
    }

    /** The key of the row to which an event belongs that has a value that does not fit; empty if it cannot be built. */
    private Optional<RowKey> targetKey(ChangeEvent event) {
        return canMoveRows()
                ? event.after().flatMap(after -> keyOf(after, event.source(), AFTER))
                : keyOf(new Item(event.key().attributes()), event.source(), KEY);
    }

    private void requireSourceKey(ChangeEvent event) {
        Set<String> found = event.key().attributes().keySet();
        if (!found.equals(sourceKey)) {
            throw new RejectedEventException(KEY + ": the key of table '"
                    + event.source().table() + "' is " + found + ", but 'projection.source.key' is " + sourceKey);
        }
    }

    private Row row(ChangeEvent event) {
        Item item =
                event.after().orElseThrow(() -> missing("after", "new", event.source(), "the row is built from it"));
        Map<String, ItemValue> values = new LinkedHashMap<>();
        for (ProjectedColumn column : columns) {
            column.value(item, event.source(), AFTER).ifPresent(value -> values.put(column.name(), value));
        }
        return new Row(key(item, event.source(), AFTER), values);
    }

    private RowKey key(Item item, Source source, Path root) {
        Map<String, ItemValue> values = new LinkedHashMap<>();
        for (ProjectedColumn column : key) {
            requireInjective(column, item, root);
            values.put(column.name(), column.keyValue(item, source, root));
        }
        return new RowKey(values);
    }

    /**
     * If cast to numbers, the strings 7 and 07 would identify the same row, although they are the keys of two items.
     */
    private void requireInjective(ProjectedColumn column, Item item, Path root) {
        if (!column.cast().isToNumber()) {
            return;
        }
        Optional<ItemValue> value =
                column.attribute().filter(sourceKey::contains).map(item.attributes()::get);
        if (value.isPresent() && !column.cast().isInjectiveFor(value.get())) {
            throw new RejectedEventException(column.source().path(root) + ": " + ValueRenderer.render(value.get())
                    + " is a key value of the item, but not in canonical number notation. In the column '"
                    + column.name()
                    + "' it could equal the key of another item. Remove the column's cast, or store"
                    + " such keys in canonical notation.");
        }
    }

    /**
     * The key of the row that contained the item before the change; empty if there was none, or if it is not needed.
     */
    private Optional<RowKey> keyBefore(ChangeEvent event) {
        boolean isUsed = needsOldImages || target.hasOneItemPerRow();
        if (!isUsed || !event.operation().hasBefore()) {
            return Optional.empty();
        }
        if (!canMoveRows()) {
            return event.operation() == Operation.REMOVE
                    ? keyOf(new Item(event.key().attributes()), event.source(), KEY)
                    : Optional.empty();
        }
        boolean isOfSnapshot = event.source().snapshot() != Source.Snapshot.FALSE;
        if (event.before().isEmpty() && (isOfSnapshot || !needsOldImages)) {
            return Optional.empty();
        }
        Item before = event.before()
                .orElseThrow(() -> missing(
                        "before",
                        "old",
                        event.source(),
                        "it identifies the row that the item leaves; set the view type of the table's stream to"
                                + " NEW_AND_OLD_IMAGES"));
        return keyOf(before, event.source(), BEFORE);
    }

    /** Empty if the key cannot be built. Such a row is never written. */
    private Optional<RowKey> keyOf(Item item, Source source, Path root) {
        try {
            return Optional.of(key(item, source, root));
        } catch (RejectedEventException e) {
            return Optional.empty();
        }
    }

    private static RejectedEventException missing(String field, String image, Source source, String purpose) {
        String cause = source.droppedImages().isPresent()
                ? "the source connector dropped it because the event was too large"
                : source.viewType()
                        .map(type -> type.hasOldImage() && field.equals("before")
                                ? "log compaction left only the tombstone of the delete"
                                : "the view type of the table's stream is " + type)
                        .orElse("the source did not provide one");
        return new RejectedEventException(field + ": the event has no " + image + " image (" + cause + "); " + purpose);
    }
}
