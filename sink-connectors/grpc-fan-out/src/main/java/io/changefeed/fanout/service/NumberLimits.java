/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.service;

import io.changefeed.grpc.v1.ItemValue;
import java.math.BigDecimal;

/**
 * Bounds the numbers in requests. DynamoDB numbers are short; comparing a longer number, or expanding one with a larger
 * exponent, would consume time and memory that all subscribers share.
 */
final class NumberLimits {
    private static final int MAX_LENGTH = 200;
    private static final int MAX_SCALE = 200;

    private NumberLimits() {}

    /** @throws IllegalArgumentException if a number in the value is malformed or outside DynamoDB's range */
    static void require(ItemValue value) {
        switch (value.getValueCase()) {
            case N -> require(value.getN());
            case NS -> value.getNs().getValuesList().forEach(NumberLimits::require);
            case M -> value.getM().getAttributesMap().values().forEach(NumberLimits::require);
            case L -> value.getL().getValuesList().forEach(NumberLimits::require);
            default -> {}
        }
    }

    private static void require(String digits) {
        if (digits.length() > MAX_LENGTH || Math.abs((long) decimal(digits).scale()) > MAX_SCALE) {
            throw new IllegalArgumentException(
                    "not a number in the range of DynamoDB: numbers have up to 38 digits and a magnitude from 1E-130"
                            + " to 1E126");
        }
    }

    private static BigDecimal decimal(String digits) {
        return new io.changefeed.event.ItemValue.N(digits).decimal();
    }
}
