/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import org.jspecify.annotations.Nullable;
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
    private static final int MAX_PARTITION_KEY_BYTES = 2048;
    private static final int MAX_SORT_KEY_BYTES = 1024;

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
                .filter(column -> !fits(column))
                .map(column -> "The key attribute '" + column.name() + "' of table '" + target.name()
                        + "' has the type " + types.get(column.name())
                        + ", which does not match the cast of the column.")
                .findFirst();
    }

    private boolean fits(Column column) {
        ScalarAttributeType type = types.get(column.name());
        return switch (column.type().kind()) {
            case ANY -> true;
            case STRING, TIMESTAMP, JSON -> type == ScalarAttributeType.S;
            case INTEGER, DECIMAL, DOUBLE -> type == ScalarAttributeType.N;
            case BINARY -> type == ScalarAttributeType.B;
            case BOOLEAN -> false;
        };
    }

    /** Why the table cannot contain a row with this key; empty if it can. */
    Optional<String> problem(RowKey key) {
        int maxBytes = MAX_PARTITION_KEY_BYTES;
        for (Map.Entry<String, ScalarAttributeType> attribute : types.entrySet()) {
            ItemValue value = key.columns().get(attribute.getKey());
            Optional<String> problem = problem(value, attribute.getValue(), maxBytes);
            if (problem.isPresent()) {
                return Optional.of("the value " + (value == null ? "null" : ValueRenderer.render(value))
                        + " of the key column '" + attribute.getKey() + "' " + problem.get());
            }
            maxBytes = MAX_SORT_KEY_BYTES;
        }
        return Optional.empty();
    }

    private static Optional<String> problem(@Nullable ItemValue value, ScalarAttributeType type, int maxBytes) {
        if (value == null || !value.getClass().getSimpleName().equals(type.toString())) {
            return Optional.of("does not have the type " + type + " of the table's key");
        }
        int size = value instanceof ItemValue.S text
                ? text.text().getBytes(UTF_8).length
                : value instanceof ItemValue.B binary ? binary.bytes().remaining() : 1;
        if (size == 0) {
            return Optional.of("is empty");
        }
        return size > maxBytes
                ? Optional.of("has " + size + " bytes, but DynamoDB allows only " + maxBytes)
                : Optional.empty();
    }
}
