/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Classifies errors by SQLState and by the error codes of MySQL and MariaDB.
 *
 * <p>SQLState classes ("PostgreSQL Error Codes"): 08, 57P, 53, 58 and XX mean that the server is unreachable or lacks
 * resources; 40, 55P03 and 57014 that the transaction conflicts with another one; 22, 23 and 54 that a value is invalid;
 * 23505, 23503, 23001 and 23P01 that another row is involved. All others are fatal, for example 28 (login) and 42 (table,
 * column or privilege). MySQL and MariaDB use the states HY000 and 42000 for many of these, so their error codes come
 * first.
 */
final class SqlErrorClassifier {
    private static final Map<SqlErrorKind, Set<Integer>> BY_CODE = new LinkedHashMap<>();

    /** By prefix of the state; longer prefixes come first. */
    private static final Map<String, SqlErrorKind> BY_STATE = new LinkedHashMap<>();

    static {
        // Too many connections (of a user), read-only, disk full, out of memory, shutdown, killed, table full.
        BY_CODE.put(
                SqlErrorKind.UNAVAILABLE,
                Set.of(1040, 1203, 1226, 1290, 1792, 1836, 1021, 1037, 1041, 1053, 1927, 1114, 1129, 3159));
        // Lock wait timeout, deadlock, row changed since read, interrupted, statement timeout.
        BY_CODE.put(SqlErrorKind.CONFLICT, Set.of(1205, 1213, 1020, 1317, 1969, 3024));
        // Larger than max_allowed_packet, row too large, invalid value, constraint violated, invalid JSON.
        BY_CODE.put(
                SqlErrorKind.VALUE,
                Set.of(1153, 1118, 1366, 1292, 1264, 1406, 1048, 1364, 4025, 3819, 3140, 4038, 1071));
        BY_CODE.put(SqlErrorKind.CONSTRAINT, Set.of(1062, 1586, 1216, 1452, 1217, 1451));

        BY_STATE.put("23505", SqlErrorKind.CONSTRAINT);
        BY_STATE.put("23503", SqlErrorKind.CONSTRAINT);
        BY_STATE.put("23001", SqlErrorKind.CONSTRAINT);
        BY_STATE.put("23P01", SqlErrorKind.CONSTRAINT);
        BY_STATE.put("25006", SqlErrorKind.UNAVAILABLE);
        BY_STATE.put("55P03", SqlErrorKind.CONFLICT);
        BY_STATE.put("57014", SqlErrorKind.CONFLICT);
        BY_STATE.put("55000", SqlErrorKind.UNAVAILABLE);
        BY_STATE.put("57P", SqlErrorKind.UNAVAILABLE);
        BY_STATE.put("08", SqlErrorKind.UNAVAILABLE);
        BY_STATE.put("53", SqlErrorKind.UNAVAILABLE);
        BY_STATE.put("58", SqlErrorKind.UNAVAILABLE);
        BY_STATE.put("XX", SqlErrorKind.UNAVAILABLE);
        BY_STATE.put("40", SqlErrorKind.CONFLICT);
        BY_STATE.put("22", SqlErrorKind.VALUE);
        BY_STATE.put("23", SqlErrorKind.VALUE);
        BY_STATE.put("54", SqlErrorKind.VALUE);
    }

    private SqlErrorClassifier() {}

    /** The kind of an error. In a chain of causes, the deepest known error determines the kind. */
    static SqlErrorKind classify(SQLException error) {
        return chain(error).stream()
                .flatMap(cause -> known(cause).stream())
                .findFirst()
                .orElseGet(() -> isTransient(error) ? SqlErrorKind.UNAVAILABLE : SqlErrorKind.FATAL);
    }

    private static List<SQLException> chain(SQLException error) {
        List<SQLException> chain = new ArrayList<>();
        for (Throwable cause = error; cause != null && chain.size() < 10; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                chain.add(sql);
            }
        }
        // The cause is more specific than the pool's own error.
        Collections.reverse(chain);
        return chain;
    }

    private static Optional<SqlErrorKind> known(SQLException error) {
        return byCode(error.getErrorCode()).or(() -> byState(error.getSQLState()));
    }

    private static Optional<SqlErrorKind> byCode(int code) {
        return BY_CODE.entrySet().stream()
                .filter(entry -> entry.getValue().contains(code))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static Optional<SqlErrorKind> byState(@Nullable String state) {
        if (state == null) {
            return Optional.empty();
        }
        if (state.startsWith("28") || state.startsWith("42") || state.startsWith("3D")) {
            return Optional.of(SqlErrorKind.FATAL);
        }
        return BY_STATE.entrySet().stream()
                .filter(entry -> state.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static boolean isTransient(SQLException error) {
        return error instanceof SQLTransientException
                || error instanceof SQLRecoverableException
                || error instanceof SQLNonTransientConnectionException;
    }
}
