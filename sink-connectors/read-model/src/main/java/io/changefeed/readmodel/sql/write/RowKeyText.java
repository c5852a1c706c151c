/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.row.TextHash;
import java.util.List;
import java.util.TreeMap;

/** Row keys as text: DynamoDB JSON, independent of the configured order of the columns. */
final class RowKeyText {
    private RowKeyText() {}

    static String format(RowKey key) {
        return ItemFormat.DYNAMODB_JSON.json().text(new Item(new TreeMap<>(key.columns())));
    }

    static RowKey parse(String text) {
        return new RowKey(ItemFormat.DYNAMODB_JSON.json().item(text).attributes());
    }

    /** A hash of the text. */
    static String hash(RowKey key) {
        return TextHash.of(List.of(format(key)));
    }
}
