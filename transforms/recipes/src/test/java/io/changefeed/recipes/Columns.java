/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.recipes;

import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemValue;
import io.changefeed.event.ItemValue.B;
import io.changefeed.event.ItemValue.BS;
import io.changefeed.event.ItemValue.Bool;
import io.changefeed.event.ItemValue.L;
import io.changefeed.event.ItemValue.M;
import io.changefeed.event.ItemValue.N;
import io.changefeed.event.ItemValue.NS;
import io.changefeed.event.ItemValue.S;
import io.changefeed.event.ItemValue.SS;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Struct;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the columns of a sink as item attributes. */
record Columns(Map<String, Reader> readers) {
    private static final Reader KEY = value -> new S((String) value);

    /** Reads the value of a column, which is not null. */
    interface Reader {
        ItemValue read(Object value) throws SQLException;
    }

    /** Returns the columns of declared fields in the lake. */
    static Columns declaredInLake() {
        Map<String, Reader> readers = declared();
        readers.put("tags", value -> new SS(elements(value, String.class::cast)));
        readers.put("sizes", value -> new NS(elements(value, Columns::number)));
        readers.put("blobs", value -> new BS(elements(value, Columns::binary)));
        readers.put("address", Columns::address);
        readers.put("blob", Columns::binary);
        return new Columns(readers);
    }

    /** Returns the columns of declared fields in PostgreSQL, where nested values are JSON. */
    static Columns inPostgreSql() {
        Map<String, Reader> readers = declared();
        readers.put("tags", value -> new SS(texts(value)));
        readers.put("sizes", value -> new NS(numbers(value)));
        readers.put("blobs", value -> json(ItemFormat.DYNAMODB_JSON, value));
        readers.put("address", value -> json(ItemFormat.JSON, value));
        readers.put("blob", Columns::binary);
        return new Columns(readers);
    }

    private static Map<String, Reader> declared() {
        Map<String, Reader> readers = scalars();
        readers.put("anything", value -> json(ItemFormat.DYNAMODB_JSON, value));
        readers.put("__undeclared", value -> json(ItemFormat.DYNAMODB_JSON, value));
        return readers;
    }

    /** Returns the columns of rows without declared fields in the lake: all values except booleans are text. */
    static Columns inferredInLake() {
        Map<String, Reader> readers = scalars();
        readers.put("tags", value -> new SS(texts(value)));
        readers.put("sizes", value -> new NS(numbers(value)));
        readers.put(
                "blobs",
                value -> new BS(texts(value).stream().map(Columns::base64).toList()));
        readers.put("address", value -> json(ItemFormat.JSON, value));
        readers.put("blob", Columns::base64);
        readers.put("anything", value -> new S((String) value));
        readers.put("extra", value -> new S((String) value));
        return new Columns(readers);
    }

    private static Map<String, Reader> scalars() {
        Map<String, Reader> readers = new LinkedHashMap<>();
        readers.put(Orders.PK, KEY);
        readers.put(Orders.SK, KEY);
        readers.put("total", Columns::number);
        readers.put("big", Columns::number);
        readers.put("paid", value -> new Bool((Boolean) value));
        readers.put("note", value -> new S((String) value));
        readers.put("lines", value -> json(ItemFormat.JSON, value));
        return readers;
    }

    /** Reads the attributes of the current row. */
    Map<String, ItemValue> read(ResultSet row) throws SQLException {
        Map<String, ItemValue> attributes = new LinkedHashMap<>();
        ResultSetMetaData columns = row.getMetaData();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            String column = columns.getColumnLabel(i);
            Reader reader = readers.get(column);
            // The reader is looked up first, because some drivers cannot read the other columns as objects.
            @Nullable Object value = reader == null ? null : row.getObject(i);
            if (reader != null && value != null) {
                attributes.put(column, reader.read(value));
            }
        }
        if (attributes.remove("__undeclared") instanceof M undeclared) {
            attributes.putAll(undeclared.entries());
        }
        return NormalizedItem.of(attributes);
    }

    private static N number(Object value) {
        return new N(value instanceof BigDecimal decimal ? decimal.toPlainString() : (String) value);
    }

    private static B binary(Object value) {
        try {
            return value instanceof Blob blob
                    ? B.of(blob.getBytes(1, Math.toIntExact(blob.length())))
                    : B.of((byte[]) value);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static B base64(Object value) {
        return B.of(Base64.getDecoder().decode((String) value));
    }

    private static ItemValue address(Object value) throws SQLException {
        Object[] attributes = ((Struct) value).getAttributes();
        return new M(Map.of("street", new S((String) attributes[0]), "no", new N(String.valueOf(attributes[1]))));
    }

    private static <T> List<T> elements(Object value, Function<Object, T> element) throws SQLException {
        return Arrays.stream((Object[]) ((Array) value).getArray()).map(element).toList();
    }

    private static List<String> texts(Object json) {
        return ((L) json(ItemFormat.JSON, json))
                .elements().stream().map(each -> ((S) each).text()).toList();
    }

    private static List<N> numbers(Object json) {
        return ((L) json(ItemFormat.JSON, json))
                .elements().stream().map(N.class::cast).toList();
    }

    private static ItemValue json(ItemFormat format, Object json) {
        return Orders.attribute(format.json().item("{\"v\":" + json + "}"), "v");
    }
}
