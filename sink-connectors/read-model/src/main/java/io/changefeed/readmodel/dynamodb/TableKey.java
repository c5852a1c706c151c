/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.config.ProjectionConfig;
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
 * The key that a table has, and what rows it takes.
 *
 * @param types by the attribute's name: the partition key first
 */
record TableKey(Map<String, ScalarAttributeType> types) {
    private static final int LONGEST_PARTITION_KEY = 2048;
    private static final int LONGEST_SORT_KEY = 1024;

    static TableKey of(TableDescription table) {
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
        return new TableKey(types);
    }

    /** Why the table cannot hold a projection's rows at all; empty when it can. */
    Optional<String> mismatch(TargetTable target) {
        List<String> wanted = target.key().stream().map(Column::name).toList();
        if (wanted.size() != types.size() || !types.keySet().containsAll(wanted)) {
            return Optional.of("The key of table '" + target.name() + "' is " + types.keySet() + ", but '"
                    + ProjectionConfig.KEY + "' says " + wanted + ".");
        }
        return target.key().stream()
                .filter(column -> !fits(column))
                .map(column -> "The key attribute '" + column.name() + "' of table '" + target.name()
                        + "' has the type " + types.get(column.name()) + ", but the column's cast makes another.")
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

    /** Why no row can have this key; empty when one can. */
    Optional<String> problem(RowKey key) {
        int longest = LONGEST_PARTITION_KEY;
        for (Map.Entry<String, ScalarAttributeType> attribute : types.entrySet()) {
            ItemValue value = key.columns().get(attribute.getKey());
            Optional<String> problem = problem(value, attribute.getValue(), longest);
            if (problem.isPresent()) {
                return Optional.of("the column '" + attribute.getKey() + "' is in the key of the row, but its value "
                        + value + " " + problem.get());
            }
            longest = LONGEST_SORT_KEY;
        }
        return Optional.empty();
    }

    private static Optional<String> problem(@Nullable ItemValue value, ScalarAttributeType type, int longest) {
        if (value == null || !value.getClass().getSimpleName().equals(type.toString())) {
            return Optional.of("is no " + type + ", which the table's key has there");
        }
        int size = value instanceof ItemValue.S text
                ? text.text().getBytes(UTF_8).length
                : value instanceof ItemValue.B binary ? binary.bytes().remaining() : 1;
        if (size == 0) {
            return Optional.of("is empty");
        }
        return size > longest ? Optional.of("has " + size + " bytes, and DynamoDB takes " + longest) : Optional.empty();
    }
}
