/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.dialect;

import io.changefeed.event.ItemValue;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** Converts values to strings or bytes, from which every database reads them without loss. */
class BindValueConverter implements ItemValue.Fold<Object> {
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
        throw unsupported();
    }

    @Override
    public Object map(Map<String, ItemValue> entries) {
        throw unsupported();
    }

    @Override
    public Object list(List<ItemValue> elements) {
        throw unsupported();
    }

    @Override
    public Object stringSet(List<String> texts) {
        throw unsupported();
    }

    @Override
    public Object numberSet(List<ItemValue.N> numbers) {
        throw unsupported();
    }

    @Override
    public Object binarySet(List<ItemValue.B> binaries) {
        throw unsupported();
    }

    private static IllegalStateException unsupported() {
        return new IllegalStateException("no SQL column has a value of this type");
    }
}
