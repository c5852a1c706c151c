/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;

/** What protobuf writes before a field whose value is written elsewhere. */
final class Frames {
    private Frames() {}

    /** Tag and length of a field of the type message or string. */
    static byte[] header(int field, int length) {
        int tag = (field << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;
        byte[] bytes = new byte
                [CodedOutputStream.computeUInt32SizeNoTag(tag) + CodedOutputStream.computeUInt32SizeNoTag(length)];
        int at = varint(bytes, 0, tag);
        varint(bytes, at, length);
        return bytes;
    }

    private static int varint(byte[] bytes, int at, int value) {
        int left = value;
        int index = at;
        while ((left & ~0x7F) != 0) {
            bytes[index++] = (byte) (left & 0x7F | 0x80);
            left >>>= 7;
        }
        bytes[index++] = (byte) left;
        return index;
    }
}
