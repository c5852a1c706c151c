/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.type;

import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.DataException;

/** The type of a declared field or of its elements. */
public sealed interface FieldType
        permits ArrayType,
                BinaryType,
                BooleanType,
                DecimalType,
                DoubleType,
                IntegerType,
                JsonType,
                MapType,
                StringType,
                StructType {

    /** Returns a new builder of the Connect schema, which is not optional. */
    SchemaBuilder schema();

    /**
     * Converts a value to a Connect value of {@link #schema()}.
     *
     * @param value not {@link ItemValue.Null}
     * @param path the path of the value, for error messages
     * @throws DataException if it does not fit without loss; the message contains the path and the type to declare
     *     instead
     */
    Object convert(ItemValue value, Path path);

    /** Returns the error for a value that does not fit. */
    default DataException mismatch(Path path, ItemValue value, String instead) {
        return new DataException(path + ": " + describe(value) + " does not fit " + this + "; " + instead);
    }

    private static String describe(ItemValue value) {
        String type = value.getClass().getSimpleName();
        // The message quotes numbers only: for them, the value itself is usually the reason.
        return value instanceof ItemValue.N number
                ? "the number " + number.digits()
                : "a value of type " + (value instanceof ItemValue.Bool ? "BOOL" : type);
    }
}
