/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.dialect;

import io.changefeed.event.ItemValue;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** A value as a text or as bytes, which every database reads without loss. */
class Texts implements ItemValue.Fold<Object> {
    @Override
    public Object string(String text) {
        return text;
    }

    @Override
    public Object number(String digits) {
        return digits;
    }

    @Override
    public Object binary(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    @Override
    public Object bool(boolean value) {
        return value ? "1" : "0";
    }

    @Override
    public Object nul() {
        throw none();
    }

    @Override
    public Object map(Map<String, ItemValue> entries) {
        throw none();
    }

    @Override
    public Object list(List<ItemValue> elements) {
        throw none();
    }

    @Override
    public Object stringSet(List<String> texts) {
        throw none();
    }

    @Override
    public Object numberSet(List<ItemValue.N> numbers) {
        throw none();
    }

    @Override
    public Object binarySet(List<ItemValue.B> binaries) {
        throw none();
    }

    private static IllegalStateException none() {
        return new IllegalStateException("no column of SQL has such a value");
    }
}
