/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.token;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Converts tokens to text that is opaque to subscribers: URL-safe base64 of a format number and the token, which has a
 * checksum or is sealed. A sealed token reveals neither topics nor offsets, not even by its size, and nobody else can
 * create one. A token gives no access: each call is limited to the tables of its caller, whoever received the token.
 * Thread-safe.
 */
public final class TokenCodec {
    private static final byte PLAIN = 1;
    private static final byte SEALED = 2;
    private static final int CHECKSUM_BYTES = Integer.BYTES;
    /** The size of a sealed token is a multiple of this. */
    private static final int BLOCK = 256;

    private final List<TokenKey> keys;

    private TokenCodec(List<TokenKey> keys) {
        this.keys = keys;
    }

    /** Returns a codec whose tokens have a checksum only. */
    public static TokenCodec plain() {
        return new TokenCodec(List.of());
    }

    /**
     * Returns a codec that seals tokens with the first key and accepts tokens of every key.
     *
     * @param keys at least one
     */
    public static TokenCodec sealing(List<TokenKey> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("sealing requires a key");
        }
        return new TokenCodec(List.copyOf(keys));
    }

    public String text(Token token) {
        byte[] bytes = token.bytes();
        byte[] encoded = keys.isEmpty()
                ? ByteBuffer.allocate(1 + bytes.length + CHECKSUM_BYTES)
                        .put(PLAIN)
                        .put(bytes)
                        .putInt(checksum(bytes))
                        .array()
                : seal(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(encoded);
    }

    private byte[] seal(byte[] bytes) {
        int size = 1 + TokenKey.OVERHEAD + bytes.length;
        int padding = Math.floorMod(-size, BLOCK);
        byte[] sealed = keys.get(0).seal(Arrays.copyOf(bytes, bytes.length + padding));
        return ByteBuffer.allocate(1 + sealed.length).put(SEALED).put(sealed).array();
    }

    private static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }

    /**
     * Parses a token.
     *
     * @throws IllegalArgumentException if {@code text} was not created by {@link #text} with one of the same keys
     */
    public Token parse(String text) {
        ByteBuffer encoded;
        try {
            encoded = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the resume token is not valid Base64", e);
        }
        try {
            return Token.parse(bytes(encoded));
        } catch (IOException e) {
            throw new IllegalArgumentException("the resume token is malformed or truncated", e);
        }
    }

    private byte[] bytes(ByteBuffer encoded) throws IOException {
        byte format = encoded.hasRemaining() ? encoded.get() : 0;
        if (format != PLAIN && format != SEALED) {
            throw new IllegalArgumentException("the resume token has an unknown format");
        }
        if ((format == SEALED) != !keys.isEmpty()) {
            throw new IllegalArgumentException("the resume token is from a server "
                    + (keys.isEmpty() ? "with a 'token.key', and this server has none" : "without a 'token.key'"));
        }
        return format == SEALED ? open(remaining(encoded)) : verified(encoded);
    }

    private byte[] open(byte[] sealed) {
        return keys.stream()
                .map(key -> key.open(sealed))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the resume token was modified, or its key was removed from 'token.key' of the server"));
    }

    private static byte[] verified(ByteBuffer encoded) throws IOException {
        if (encoded.remaining() < CHECKSUM_BYTES) {
            throw new IOException("truncated");
        }
        byte[] bytes = new byte[encoded.remaining() - CHECKSUM_BYTES];
        encoded.get(bytes);
        if (encoded.getInt() != checksum(bytes)) {
            throw new IllegalArgumentException("the resume token was modified or truncated");
        }
        return bytes;
    }

    private static byte[] remaining(ByteBuffer encoded) {
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }
}
