/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.math.BigDecimal;

/** A number of a JSON text with its exact notation. Other numeric classes lose digits or the form of the exponent. */
final class NumberText extends Number {
    private static final long serialVersionUID = 1;

    private final String digits;

    NumberText(String digits) {
        this.digits = digits;
    }

    @Override
    public int intValue() {
        return decimal().intValue();
    }

    @Override
    public long longValue() {
        return decimal().longValue();
    }

    @Override
    public float floatValue() {
        return decimal().floatValue();
    }

    @Override
    public double doubleValue() {
        return decimal().doubleValue();
    }

    private BigDecimal decimal() {
        return new BigDecimal(digits);
    }

    @Override
    public String toString() {
        return digits;
    }
}
