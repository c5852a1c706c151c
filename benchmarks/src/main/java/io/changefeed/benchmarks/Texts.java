/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks;

import java.util.Locale;

/** Numbers for people. */
final class Texts {
    private Texts() {}

    static String whole(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }

    static String whole(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String tenths(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }

    static String hundredths(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }

    static String mebibytes(long bytes) {
        return whole(bytes / (double) (1 << 20));
    }
}
