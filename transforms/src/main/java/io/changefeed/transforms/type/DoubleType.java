/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.type;

import com.fasterxml.jackson.core.io.NumberOutput;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import java.math.BigDecimal;
import java.util.Optional;
import org.apache.kafka.connect.data.SchemaBuilder;

/** A number that a double represents exactly. */
public record DoubleType() implements FieldType {
    @Override
    public SchemaBuilder schema() {
        return SchemaBuilder.float64();
    }

    @Override
    public Object convert(ItemValue value, Path path) {
        if (value instanceof ItemValue.N number) {
            return exact(number.decimal())
                    .orElseThrow(() -> mismatch(
                            path, value, "a double would lose digits; declare the field decimal(38,s) or string"));
        }
        throw mismatch(path, value, "declare the field json, which accepts any value");
    }

    /** Returns the double whose shortest decimal representation equals the number; empty if there is none. */
    public static Optional<Double> exact(BigDecimal number) {
        double nearest = number.doubleValue();
        // Before JDK 19, Double.toString does not return the shortest form.
        return Double.isFinite(nearest) && new BigDecimal(NumberOutput.toString(nearest, true)).compareTo(number) == 0
                ? Optional.of(nearest)
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "double";
    }
}
