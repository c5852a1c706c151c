/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** Hashes texts of any length, because tables store the hashes and compare them. */
public final class TextHash {
    private TextHash() {}

    /** The SHA-256 hash of a list of texts: 43 ASCII letters, digits, hyphens and underscores. */
    public static String of(List<String> texts) {
        MessageDigest hash = sha256();
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            // With the length, so that the boundaries of the texts matter.
            hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            hash.update(bytes);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform provides SHA-256", e);
        }
    }
}
