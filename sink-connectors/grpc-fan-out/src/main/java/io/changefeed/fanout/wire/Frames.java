/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What protobuf writes before a field whose value is written elsewhere. */
final class Frames {
    /** A tag of a small field number, and a length. */
    private static final int LONGEST = 10;

    private Frames() {}

    /** Tag and length of a field of the type message or string. */
    static ByteString header(int field, int length) {
        ByteString.Output bytes = ByteString.newOutput(LONGEST);
        CodedOutputStream out = CodedOutputStream.newInstance(bytes, LONGEST);
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
