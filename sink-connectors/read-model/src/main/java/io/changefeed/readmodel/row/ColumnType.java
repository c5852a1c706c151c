/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

/**
 * The type of a column, and with it the form of its values: see {@link Kind}.
 *
 * @param precision how many digits a {@link Kind#DECIMAL} has, 1 to 38; 0 for the others
 * @param scale how many of them stand after the point, 0 to {@code precision}; 0 for the others
 */
public record ColumnType(Kind kind, int precision, int scale) {
    /** What a column can hold, and as which {@link io.changefeed.event.ItemValue} a row has it. */
    public enum Kind {
        /** Whatever the item has, of any of DynamoDB's types. Only DynamoDB has such columns. */
        ANY,
        /** An {@code S}. */
        STRING,
        /** An {@code N} without digits after the point, between the least and the greatest {@code long}. */
        INTEGER,
        /** An {@code N} with exactly {@link ColumnType#scale} digits after the point. */
        DECIMAL,
        /** An {@code N} that a {@code double} holds: its shortest decimal text. */
        DOUBLE,
        /** A {@code Bool}. */
        BOOLEAN,
        /**
         * An {@code S} of one length, so that texts are in the order of time: {@code 2026-11-21T09:30:00.000000Z}, in
         * UTC, years 0000 to 9999, to the microsecond.
         */
        TIMESTAMP,
        /** An {@code S} that is a JSON text. */
        JSON,
        /** A {@code B}. */
        BINARY
    }

    /** @throws IllegalArgumentException when the digits are out of their range */
    public ColumnType {
        boolean fits = kind == Kind.DECIMAL
                ? precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision
                : precision == 0 && scale == 0;
        if (!fits) {
            throw new IllegalArgumentException("expected decimal(p,s) with p from 1 to 38 and s from 0 to p");
        }
    }

    /** The type of a kind without digits. */
    public static ColumnType of(Kind kind) {
        return new ColumnType(kind, 0, 0);
    }

    public static ColumnType decimal(int precision, int scale) {
        return new ColumnType(Kind.DECIMAL, precision, scale);
    }
}
