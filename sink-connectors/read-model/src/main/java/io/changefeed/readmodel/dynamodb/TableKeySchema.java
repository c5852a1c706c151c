/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.config.ProjectionConfig;
import io.changefeed.readmodel.projection.ValueRenderer;
import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.row.TargetTable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * The key of a table, and the key values that it accepts.
 *
 * @param types the attribute types by name, the partition key first
 */
record TableKeySchema(Map<String, ScalarAttributeType> types) {
    static TableKeySchema of(TableDescription table) {
        Map<String, ScalarAttributeType> defined = new HashMap<>();
        for (AttributeDefinition attribute : table.attributeDefinitions()) {
            defined.put(attribute.attributeName(), attribute.attributeType());
        }
        Map<String, ScalarAttributeType> types = new LinkedHashMap<>();
        for (KeyType role : List.of(KeyType.HASH, KeyType.RANGE)) {
            table.keySchema().stream()
                    .filter(element -> element.keyType() == role)
                    .map(KeySchemaElement::attributeName)
                    .forEach(name ->
                            types.put(name, defined.getOrDefault(name, ScalarAttributeType.UNKNOWN_TO_SDK_VERSION)));
        }
        return new TableKeySchema(types);
    }

    /** Why the table cannot contain the projection's rows; empty if it can. */
    Optional<String> mismatch(TargetTable target) {
        List<String> projected = target.key().stream().map(Column::name).toList();
        if (projected.size() != types.size() || !types.keySet().containsAll(projected)) {
            return Optional.of("The key of table '" + target.name() + "' is " + types.keySet() + ", but '"
                    + ProjectionConfig.KEY + "' is " + projected + ".");
        }
        return target.key().stream()
                .filter(column -> !KeyValues.fits(column.type(), keyType(column)))
                .map(column -> "The key attribute '" + column.name() + "' of table '" + target.name()
                        + "' has the type " + keyType(column)
                        + ", which does not match the cast of the column.")
                .findFirst();
    }

    private ScalarAttributeType keyType(Column column) {
        return types.getOrDefault(column.name(), ScalarAttributeType.UNKNOWN_TO_SDK_VERSION);
    }

    /** Why the table cannot contain a row with this key; empty if it can. */
    Optional<String> problem(RowKey key) {
        KeyType role = KeyType.HASH;
        for (Map.Entry<String, ScalarAttributeType> attribute : types.entrySet()) {
            ItemValue value = key.columns().get(attribute.getKey());
            Optional<String> problem = KeyValues.problem(value, attribute.getValue(), role, "the table's key");
            if (problem.isPresent()) {
                return Optional.of("the value " + (value == null ? "null" : ValueRenderer.render(value))
                        + " of the key column '" + attribute.getKey() + "' " + problem.get());
            }
            role = KeyType.RANGE;
        }
        return Optional.empty();
    }
}
