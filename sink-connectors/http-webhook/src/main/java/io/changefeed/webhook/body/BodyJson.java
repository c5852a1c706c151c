/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.body;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.hc.core5.http.ContentType;

/** Writes and joins JSON in UTF-8 without white space. */
final class BodyJson {
    /** Without a charset: JSON has none (RFC 8259), and some receivers refuse one. */
    static final ContentType CONTENT_TYPE = ContentType.create("application/json");

    private BodyJson() {}

    /** Appends a field to an object that has at least one. */
    static byte[] withField(byte[] object, String name, byte[] value) {
        byte[] field = (",\"" + name + "\":").getBytes(US_ASCII);
        byte[] whole = Arrays.copyOf(object, object.length + field.length + value.length);
        System.arraycopy(field, 0, whole, object.length - 1, field.length);
        System.arraycopy(value, 0, whole, object.length - 1 + field.length, value.length);
        whole[whole.length - 1] = '}';
        return whole;
    }

    /** Joins serialized values with commas, between a prefix and a suffix, which are ASCII. */
    static byte[] join(String prefix, List<byte[]> values, String suffix) {
        int length = prefix.length() + suffix.length() + values.size() - 1;
        for (byte[] value : values) {
            length += value.length;
        }
        ByteBuffer joined = ByteBuffer.allocate(length).put(prefix.getBytes(US_ASCII));
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                joined.put((byte) ',');
            }
            joined.put(values.get(i));
        }
        return joined.put(suffix.getBytes(US_ASCII)).array();
    }
}
