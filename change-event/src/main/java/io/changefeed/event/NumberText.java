/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.math.BigDecimal;

/** A number from JSON text in its original notation. Other numeric classes lose digits or change the notation. */
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
