/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.service;

import io.changefeed.grpc.v1.ItemValue;
import java.math.BigDecimal;

/**
 * Numbers of requests. One that DynamoDB has fits into few characters; to compare with a longer one, or to write out one
 * with a larger exponent, would take the time and the memory of all.
 */
final class Numbers {
    private static final int LONGEST = 200;
    private static final int LARGEST_SCALE = 200;

    private Numbers() {}

    /** @throws IllegalArgumentException when a number in the value is none, or DynamoDB has no such number */
    static void require(ItemValue value) {
        switch (value.getValueCase()) {
            case N -> require(value.getN());
            case NS -> value.getNs().getValuesList().forEach(Numbers::require);
            case M -> value.getM().getAttributesMap().values().forEach(Numbers::require);
            case L -> value.getL().getValuesList().forEach(Numbers::require);
            default -> {}
        }
    }

    private static void require(String digits) {
        if (digits.length() > LONGEST || Math.abs((long) decimal(digits).scale()) > LARGEST_SCALE) {
            throw new IllegalArgumentException(
                    "DynamoDB has no such number: it has up to 38 digits, and is between" + " 1E-130 and 1E126");
        }
    }

    private static BigDecimal decimal(String digits) {
        return new io.changefeed.event.ItemValue.N(digits).decimal();
    }
}
