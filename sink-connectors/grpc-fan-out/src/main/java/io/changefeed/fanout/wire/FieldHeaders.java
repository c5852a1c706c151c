/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Protobuf field headers for values that are encoded separately. */
final class FieldHeaders {
    /** The maximum size of a tag with a small field number and a length. */
    private static final int MAX_BYTES = 10;

    private FieldHeaders() {}

    /** The tag and length of a field of type message or string. */
    static ByteString lengthDelimited(int field, int length) {
        ByteString.Output bytes = ByteString.newOutput(MAX_BYTES);
        CodedOutputStream out = CodedOutputStream.newInstance(bytes, MAX_BYTES);
        try {
            out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(length);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteString();
    }
}
