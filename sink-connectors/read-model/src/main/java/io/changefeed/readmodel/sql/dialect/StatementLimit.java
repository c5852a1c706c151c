/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.dialect;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The size of statements that a server accepts.
 *
 * @param setting the server's setting that limits a statement, for messages
 * @param maxBytes the maximum size of a statement
 * @param maxParameters the maximum number of parameters of a statement
 */
public record StatementLimit(String setting, long maxBytes, int maxParameters) {
    /** A row exceeds a limit of the program (SQL standard, class 54). */
    private static final String PROGRAM_LIMIT_EXCEEDED = "54000";
    /** The code of MySQL and MariaDB for a statement that is larger than {@code max_allowed_packet}. */
    private static final int TOO_LARGE = 1153;

    /** For separators, the names of columns and the text around the values of a statement. */
    private static final int VALUE_OVERHEAD = 16;

    /** In UTF-8, of a Java character; an escaped one has two. */
    private static final int MAX_BYTES_PER_CHARACTER = 3;

    /** Rows of one statement, and their size in bytes, at most. */
    public record Part(List<@Nullable Object[]> rows, long bytes) {}

    /**
     * Distributes rows over statements, of which each has at most half of the maximum size, unless it has one row only.
     *
     * @throws SQLException if a row exceeds the maximum size
     */
    public List<Part> split(List<@Nullable Object[]> rows) throws SQLException {
        List<Part> statements = new ArrayList<>();
        long bytes = 0;
        int parameters = 0;
        int first = 0;
        for (int i = 0; i < rows.size(); i++) {
            long size = checkedSize(rows.get(i));
            int values = rows.get(i).length;
            if (i > first && (bytes + size > maxBytes / 2 || parameters + values > maxParameters)) {
                statements.add(new Part(rows.subList(first, i), bytes));
                first = i;
                bytes = 0;
                parameters = 0;
            }
            bytes += size;
            parameters += values;
        }
        statements.add(new Part(rows.subList(first, rows.size()), bytes));
        return statements;
    }

    /** An upper bound, which takes no time to compute; exact for large rows. */
    private long checkedSize(@Nullable Object[] row) throws SQLException {
        long bound = maxSize(row);
        if (bound <= maxBytes / 2) {
            return bound;
        }
        long size = size(row);
        if (size > maxBytes) {
            throw new SQLException(
                    "the row has " + size + " bytes in a statement, more than the server accepts (" + setting + "="
                            + maxBytes + ")",
                    PROGRAM_LIMIT_EXCEEDED,
                    TOO_LARGE);
        }
        return size;
    }

    private static long maxSize(@Nullable Object[] row) {
        long size = 0;
        for (Object value : row) {
            size += VALUE_OVERHEAD
                    + (value instanceof byte[] bytes
                            ? 2L * bytes.length
                            : value instanceof String text ? (long) MAX_BYTES_PER_CHARACTER * text.length() : 0);
        }
        return size;
    }

    private static long size(@Nullable Object[] row) {
        long size = 0;
        for (Object value : row) {
            size += VALUE_OVERHEAD
                    + (value instanceof byte[] bytes ? size(bytes) : value instanceof String text ? size(text) : 0);
        }
        return size;
    }

    private static long size(byte[] bytes) {
        long size = bytes.length;
        for (byte value : bytes) {
            size += isEscaped(value) ? 1 : 0;
        }
        return size;
    }

    /** In UTF-8; both halves of a surrogate pair count as two bytes. */
    private static long size(String text) {
        long size = text.length();
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character >= 0x80) {
                size += character < 0x800 || Character.isSurrogate(character) ? 1 : 2;
            } else if (isEscaped(character)) {
                size++;
            }
        }
        return size;
    }

    /** Whether drivers that send values as text write two characters. */
    private static boolean isEscaped(int character) {
        return character == '\'' || character == '"' || character == '\\' || character == 0;
    }
}
