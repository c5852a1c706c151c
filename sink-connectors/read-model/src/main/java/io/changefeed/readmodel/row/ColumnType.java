/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

/**
 * The type of a column, which determines the format of its values: see {@link Kind}.
 *
 * @param precision the number of digits of a {@link Kind#DECIMAL}, 1 to 38; 0 for other kinds
 * @param scale the number of digits after the decimal point, 0 to {@code precision}; 0 for other kinds
 */
public record ColumnType(Kind kind, int precision, int scale) {
    /** A kind of column, with the {@link io.changefeed.event.ItemValue} that represents its values. */
    public enum Kind {
        /** A value of any DynamoDB type, unchanged. Only DynamoDB tables have such columns. */
        ANY,
        /** An {@code S}. */
        STRING,
        /** An {@code N} that fits into a {@code long}. */
        INTEGER,
        /** An {@code N} with exactly {@link ColumnType#scale} digits after the decimal point. */
        DECIMAL,
        /** An {@code N} that is the shortest decimal representation of a {@code double}. */
        DOUBLE,
        /** A {@code Bool}. */
        BOOLEAN,
        /**
         * An {@code S} of fixed length, which sorts by time: {@code 2026-11-21T09:30:00.000000Z}, in UTC, years 0000 to
         * 9999, with microseconds.
         */
        TIMESTAMP,
        /** An {@code S} that contains JSON. */
        JSON,
        /** A {@code B}. */
        BINARY
    }

    /** @throws IllegalArgumentException if the precision or the scale is out of range */
    public ColumnType {
        boolean fits = kind == Kind.DECIMAL
                ? precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision
                : precision == 0 && scale == 0;
        if (!fits) {
            throw new IllegalArgumentException("expected decimal(p,s) with p from 1 to 38 and s from 0 to p");
        }
    }

    /** A type that has neither precision nor scale. */
    public static ColumnType of(Kind kind) {
        return new ColumnType(kind, 0, 0);
    }

    public static ColumnType decimal(int precision, int scale) {
        return new ColumnType(Kind.DECIMAL, precision, scale);
    }
}
