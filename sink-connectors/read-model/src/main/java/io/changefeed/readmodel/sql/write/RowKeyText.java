/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.readmodel.row.RowKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
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

    /** A hash of the text, in 43 ASCII characters. */
    static String hash(RowKey key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(format(key).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform provides SHA-256", e);
        }
    }
}
