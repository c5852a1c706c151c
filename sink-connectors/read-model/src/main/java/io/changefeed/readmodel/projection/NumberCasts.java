/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.projection;

import io.changefeed.event.ExactNumbers;
import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.ColumnType;
import java.math.BigDecimal;

/** Conversions of numbers. Each throws an IllegalArgumentException with the reason if the number does not fit. */
final class NumberCasts {
    private NumberCasts() {}

    static ItemValue integer(BigDecimal number) {
        long integer = ExactNumbers.toLong(number)
                .orElseThrow(() -> new IllegalArgumentException("it is not a 64-bit integer"));
        return new ItemValue.N(Long.toString(integer));
    }

    static ItemValue decimal(BigDecimal number, ColumnType type) {
        BigDecimal decimal = ExactNumbers.toDecimal(number, type.precision(), type.scale())
                .orElseThrow(() -> new IllegalArgumentException(
                        "it has more digits than decimal(" + type.precision() + "," + type.scale() + ")"));
        return new ItemValue.N(decimal.toPlainString());
    }

    static ItemValue floating(BigDecimal number) {
        if (ExactNumbers.toDouble(number).isEmpty()) {
            throw new IllegalArgumentException(
                    "a double would lose digits; cast to decimal(p,s), or to string, which keeps all digits");
        }
        return new ItemValue.N(number.stripTrailingZeros().toString());
    }
}
