/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.type;

import com.fasterxml.jackson.core.io.NumberOutput;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import java.math.BigDecimal;
import java.util.Optional;
import org.apache.kafka.connect.data.SchemaBuilder;

/** A number of which a double shows the same digits again. */
public record DoubleType() implements FieldType {
    @Override
    public SchemaBuilder schema() {
        return SchemaBuilder.float64();
    }

    @Override
    public Object convert(ItemValue value, Path path) {
        if (value instanceof ItemValue.N number) {
            return exact(number.decimal())
                    .orElseThrow(() -> misfit(
                            path, value, "a double would lose digits; declare the field decimal(38,s) or string"));
        }
        throw misfit(path, value, "declare the field json, which takes every value");
    }

    /** The double whose shortest text is the number; empty when there is none. */
    public static Optional<Double> exact(BigDecimal number) {
        double nearest = number.doubleValue();
        // Not Double.toString: before JDK 19 it is not the shortest.
        return Double.isFinite(nearest) && new BigDecimal(NumberOutput.toString(nearest, true)).compareTo(number) == 0
                ? Optional.of(nearest)
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "double";
    }
}
