/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscription;

import com.google.protobuf.ByteString;
import io.changefeed.fanout.ring.Cursor;
import io.changefeed.fanout.ring.Ring;
import io.changefeed.fanout.token.TokenCodec;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Recently encoded tokens: subscribers that have passed the same events share a token. Thread-safe. */
final class TokenCache {
    private static final int SIZE = 256;

    private final AtomicReferenceArray<@Nullable Entry> entries = new AtomicReferenceArray<>(SIZE);

    private final TokenCodec codec;

    private record Entry(Ring ring, long number, ByteString token) {}

    TokenCache(TokenCodec codec) {
        this.codec = codec;
    }

    TokenCodec codec() {
        return codec;
    }

    ByteString token(Ring ring, Cursor cursor) {
        if (!cursor.isTokenShared()) {
            return encoded(ring, cursor);
        }
        int index = (int) (cursor.number() & (SIZE - 1));
        @Nullable Entry entry = entries.get(index);
        if (entry == null || entry.number != cursor.number() || entry.ring != ring) {
            entry = new Entry(ring, cursor.number(), encoded(ring, cursor));
            entries.set(index, entry);
        }
        return entry.token;
    }

    private ByteString encoded(Ring ring, Cursor cursor) {
        return ByteString.copyFromUtf8(codec.text(ring.token(cursor)));
    }
}
