/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.type;

import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.DataException;

/** What a field, or an element within it, is declared as. */
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

    /** A new builder of the Connect schema, not yet optional. */
    SchemaBuilder schema();

    /**
     * The value as Connect has it for {@link #schema()}.
     *
     * @param value not {@link ItemValue.Null}
     * @param path of the value, for the error
     * @throws DataException when it does not fit without loss; the message names the path and what to declare instead
     */
    Object convert(ItemValue value, Path path);

    /** The error that a value does not fit. */
    default DataException misfit(Path path, ItemValue value, String instead) {
        return new DataException(path + ": " + what(value) + " does not fit " + this + "; " + instead);
    }

    private static String what(ItemValue value) {
        String type = value.getClass().getSimpleName();
        // Of the content, numbers alone: what they are is mostly why they do not fit.
        return value instanceof ItemValue.N number
                ? "the number " + number.digits()
                : "a value of DynamoDB's type " + (value instanceof ItemValue.Bool ? "BOOL" : type);
    }
}
