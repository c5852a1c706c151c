/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.projection.ValueRenderer;
import io.changefeed.readmodel.row.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** The key attributes of a table's indexes. An item can lack them, but DynamoDB rejects other types. */
record IndexKeySchema(List<IndexKey> keys) {
    /** A key attribute of an index. */
    record IndexKey(String index, String attribute, ScalarAttributeType type, KeyType role) {}

    static IndexKeySchema of(TableDescription table) {
        Map<String, ScalarAttributeType> types = new HashMap<>();
        for (AttributeDefinition attribute : table.attributeDefinitions()) {
            types.put(attribute.attributeName(), attribute.attributeType());
        }
        List<IndexKey> keys = new ArrayList<>();
        table.globalSecondaryIndexes().forEach(index -> add(keys, index.indexName(), index.keySchema(), types));
        table.localSecondaryIndexes().forEach(index -> add(keys, index.indexName(), index.keySchema(), types));
        return new IndexKeySchema(keys);
    }

    private static void add(
            List<IndexKey> keys, String index, List<KeySchemaElement> schema, Map<String, ScalarAttributeType> types) {
        for (KeySchemaElement element : schema) {
            ScalarAttributeType type = types.get(element.attributeName());
            if (type != null) {
                keys.add(new IndexKey(index, element.attributeName(), type, element.keyType()));
            }
        }
    }

    /** Why DynamoDB rejects all rows that have a value in a column; empty if it does not. */
    Optional<String> mismatch(Column column) {
        return keys.stream()
                .filter(key -> key.attribute.equals(column.name()) && !KeyValues.fits(column.type(), key.type))
                .map(key -> "The attribute '" + column.name() + "' has the type " + key.type + " in the key of index '"
                        + key.index + "', but other values in the rows of this connector, which DynamoDB rejects."
                        + " Change the cast or the name of the column, or drop the index.")
                .findFirst();
    }

    /** Why the table cannot contain a row with these values; empty if it can. */
    Optional<String> problem(Map<String, ItemValue> values) {
        return keys.stream().flatMap(key -> problem(key, values).stream()).findFirst();
    }

    private static Optional<String> problem(IndexKey key, Map<String, ItemValue> values) {
        return Optional.ofNullable(values.get(key.attribute))
                .flatMap(value -> KeyValues.problem(value, key.type, key.role, "the key of index '" + key.index + "'")
                        .map(problem -> "the value " + ValueRenderer.render(value) + " of the column '" + key.attribute
                                + "' " + problem));
    }
}
