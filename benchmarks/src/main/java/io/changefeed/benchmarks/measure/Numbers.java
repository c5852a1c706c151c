/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import java.util.Locale;

/** Formats numbers for the output. */
public final class Numbers {
    private Numbers() {}

    public static String whole(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }

    public static String whole(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    public static String tenths(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }

    public static String hundredths(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }

    public static String mebibytes(long bytes) {
        return whole(bytes / (double) (1 << 20));
    }
}
