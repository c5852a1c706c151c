/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.ItemChange;
import io.changefeed.readmodel.row.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** What the target table requires of its items. */
record TableSchema(TableKeySchema key, IndexKeySchema indexes) {
    static TableSchema of(TableDescription table) {
        return new TableSchema(TableKeySchema.of(table), IndexKeySchema.of(table));
    }

    List<ItemChange> checked(List<ItemChange> changes) {
        return changes.stream().map(this::checked).toList();
    }

    /** Whether an index rejects the row of a change. */
    boolean isRejectedByIndex(ItemChange change) {
        return change.put().flatMap(this::indexProblem).isPresent();
    }

    /** The change that the table can contain: rejected if its row is invalid, and without keys that no row can have. */
    private ItemChange checked(ItemChange change) {
        ItemChange valid =
                change.leaving(change.leaves().filter(left -> key.problem(left).isEmpty()));
        if (valid.effect() instanceof ItemChange.Reject reject) {
            return valid.target().flatMap(key::problem).isPresent() ? rejected(valid, reject.reason()) : valid;
        }
        Optional<Row> row = valid.put();
        Optional<String> keyProblem = row.map(Row::key).flatMap(key::problem);
        if (keyProblem.isPresent()) {
            return rejected(valid, keyProblem.get());
        }
        return row.flatMap(this::indexProblem).map(valid::rejected).orElse(valid);
    }

    /** Rejects the item; its target row cannot exist. */
    private static ItemChange rejected(ItemChange change, String reason) {
        return new ItemChange(
                change.item(),
                change.version(),
                change.changed(),
                change.time(),
                new ItemChange.Reject(Optional.empty(), reason),
                change.leaves());
    }

    private Optional<String> indexProblem(Row row) {
        Map<String, ItemValue> values = new LinkedHashMap<>(row.key().columns());
        values.putAll(row.columns());
        return indexes.problem(values);
    }
}
