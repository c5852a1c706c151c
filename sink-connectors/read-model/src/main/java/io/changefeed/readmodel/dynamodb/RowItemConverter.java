/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.aws.AttributeValues;
import io.changefeed.aws.ItemValues;
import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.row.Timestamps;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Converts rows to and from items of the target table. */
final class RowItemConverter {
    private final MetadataAttributes metadata;

    RowItemConverter(MetadataAttributes metadata) {
        this.metadata = metadata;
    }

    MetadataAttributes metadata() {
        return metadata;
    }

    Map<String, AttributeValue> key(RowKey key) {
        return AttributeValues.of(key.columns());
    }

    /** The item of a row without metadata. */
    Map<String, AttributeValue> item(RowKey key, Map<String, ItemValue> columns) {
        Map<String, AttributeValue> item = new LinkedHashMap<>(key(key));
        item.putAll(AttributeValues.of(columns));
        return item;
    }

    static AttributeValue time(Instant time) {
        return AttributeValue.fromS(Timestamps.format(time));
    }

    /** The non-key columns of an item, without metadata. */
    Map<String, ItemValue> columns(RowKey key, Map<String, AttributeValue> item) {
        Map<String, AttributeValue> columns = new LinkedHashMap<>(item);
        columns.keySet().removeAll(key.columns().keySet());
        columns.remove(metadata.versions());
        columns.remove(metadata.expiry());
        metadata.deleted().ifPresent(columns::remove);
        return ItemValues.item(columns).attributes();
    }
}
