/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.aws.AttributeValues;
import io.changefeed.readmodel.row.Row;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.row.Timestamps;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Converts rows to items of the target table. */
final class RowItemConverter {
    private RowItemConverter() {}

    static Map<String, AttributeValue> key(RowKey key) {
        return AttributeValues.of(key.columns());
    }

    /** The item of a row without metadata. */
    static Map<String, AttributeValue> item(Row row) {
        Map<String, AttributeValue> item = new LinkedHashMap<>(key(row.key()));
        item.putAll(AttributeValues.of(row.columns()));
        return item;
    }

    static AttributeValue time(Instant time) {
        return AttributeValue.fromS(Timestamps.format(time));
    }

    /** A time in seconds since the epoch, as TTL requires it. */
    static AttributeValue seconds(Instant time) {
        return AttributeValue.fromN(Long.toString(time.getEpochSecond()));
    }
}
