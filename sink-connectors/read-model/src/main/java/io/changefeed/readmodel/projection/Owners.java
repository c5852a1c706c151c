/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.projection;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.readmodel.row.Owner;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;

/** The owners that events are of. */
final class Owners {
    private Owners() {}

    /** A hash, which is short whatever the key is: it stands in every row. */
    static Owner of(ChangeEvent event) {
        MessageDigest hash = sha256();
        // By name: not every converter keeps the order of the key's attributes.
        String key = ItemFormat.DYNAMODB_JSON
                .json()
                .text(new Item(new TreeMap<>(event.key().attributes())));
        for (String part : List.of(
                event.source().region(),
                event.source().account(),
                event.source().table(),
                key)) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            hash.update(bytes);
        }
        return new Owner(Base64.getUrlEncoder().withoutPadding().encodeToString(hash.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
