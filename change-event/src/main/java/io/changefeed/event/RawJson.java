/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import com.fasterxml.jackson.core.SerializableString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** JSON that Jackson's generator copies to its output. It must not be quoted. */
record RawJson(JsonSlice json) implements SerializableString {
    @Override
    public String getValue() {
        return json.text();
    }

    @Override
    public int charLength() {
        return getValue().length();
    }

    @Override
    public char[] asQuotedChars() {
        throw quoted();
    }

    @Override
    public byte[] asUnquotedUTF8() {
        return Arrays.copyOfRange(json.array(), json.start(), json.end());
    }

    @Override
    public byte[] asQuotedUTF8() {
        throw quoted();
    }

    @Override
    public int appendQuotedUTF8(byte[] buffer, int offset) {
        throw quoted();
    }

    @Override
    public int appendQuoted(char[] buffer, int offset) {
        throw quoted();
    }

    @Override
    public int appendUnquotedUTF8(byte[] buffer, int offset) {
        if (json.length() > buffer.length - offset) {
            return -1;
        }
        System.arraycopy(json.array(), json.start(), buffer, offset, json.length());
        return json.length();
    }

    @Override
    public int appendUnquoted(char[] buffer, int offset) {
        String text = getValue();
        if (text.length() > buffer.length - offset) {
            return -1;
        }
        text.getChars(0, text.length(), buffer, offset);
        return text.length();
    }

    @Override
    public int writeQuotedUTF8(OutputStream out) {
        throw quoted();
    }

    @Override
    public int writeUnquotedUTF8(OutputStream out) throws IOException {
        out.write(json.array(), json.start(), json.length());
        return json.length();
    }

    @Override
    public int putQuotedUTF8(ByteBuffer buffer) {
        throw quoted();
    }

    @Override
    public int putUnquotedUTF8(ByteBuffer buffer) {
        if (json.length() > buffer.remaining()) {
            return -1;
        }
        buffer.put(json.array(), json.start(), json.length());
        return json.length();
    }

    private static UnsupportedOperationException quoted() {
        return new UnsupportedOperationException("raw JSON is not quoted");
    }
}
