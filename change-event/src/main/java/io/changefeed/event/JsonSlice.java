/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Objects;

/**
 * A JSON value in a byte array, in UTF-8. It is not copied: whoever holds a slice must not modify the array, and must not
 * keep the slice longer than the array is valid.
 *
 * @param array contains well-formed JSON from {@code start} to {@code end}
 * @param start the index of the first byte of the value
 * @param end the index after its last byte
 */
@SuppressWarnings("ArrayRecordComponent") // Slices are views, and are never compared.
public record JsonSlice(byte[] array, int start, int end) {
    /** @throws IndexOutOfBoundsException if the range is not in the array */
    public JsonSlice {
        Objects.checkFromToIndex(start, end, array.length);
    }

    /** Returns a slice of a whole array. */
    public static JsonSlice of(byte[] array) {
        return new JsonSlice(array, 0, array.length);
    }

    /** Returns the number of bytes. */
    public int length() {
        return end - start;
    }

    /** Returns the JSON as text. */
    public String text() {
        return new String(array, start, end - start, UTF_8);
    }

    /** Returns the position only: an image can contain personal data. */
    @Override
    public String toString() {
        return "JsonSlice[" + start + ", " + end + ")";
    }
}
