/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.fault;

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
 * The meaning of SQLStates and of the error numbers of MySQL and MariaDB.
 *
 * <p>By class of the SQLState ("PostgreSQL Error Codes"): 08, 57P, 53, 58 and XX say that the server is not there or has
 * not what it needs; 40, 55P03 and 57014 that another transaction was in the way; 22, 23 and 54 speak of a value, 23505,
 * 23503, 23001 and 23P01 of other rows; all else of what a person has to change: 28 the login, 42 a table, a column or a privilege.
 * MySQL and MariaDB tell much of this with the states HY000 and 42000, so their numbers go first.
 */
public final class Faults {
    private static final Map<Fault, Set<Integer>> BY_NUMBER = new LinkedHashMap<>();

    /** By the first characters of the state; the longer ones go first. */
    private static final Map<String, Fault> BY_STATE = new LinkedHashMap<>();

    static {
        // Too many connections, of a user, read-only, disk full, out of memory, shutting down, killed, table full.
        BY_NUMBER.put(
                Fault.UNAVAILABLE,
                Set.of(1040, 1203, 1226, 1290, 1792, 1836, 1021, 1037, 1041, 1053, 1927, 1114, 1129, 3159));
        // Lock wait timeout, deadlock, row changed since read, interrupted, the statement took too long.
        BY_NUMBER.put(Fault.CONFLICT, Set.of(1205, 1213, 1020, 1317, 1969, 3024));
        // Larger than max_allowed_packet, row too large, wrong value, constraint violated, wrong JSON.
        BY_NUMBER.put(
                Fault.VALUE, Set.of(1153, 1118, 1366, 1292, 1264, 1406, 1048, 1364, 4025, 3819, 3140, 4038, 1071));
        BY_NUMBER.put(Fault.CONSTRAINT, Set.of(1062, 1586, 1216, 1452, 1217, 1451));

        BY_STATE.put("23505", Fault.CONSTRAINT);
        BY_STATE.put("23503", Fault.CONSTRAINT);
        BY_STATE.put("23001", Fault.CONSTRAINT);
        BY_STATE.put("23P01", Fault.CONSTRAINT);
        BY_STATE.put("25006", Fault.UNAVAILABLE);
        BY_STATE.put("55P03", Fault.CONFLICT);
        BY_STATE.put("57014", Fault.CONFLICT);
        BY_STATE.put("55000", Fault.UNAVAILABLE);
        BY_STATE.put("57P", Fault.UNAVAILABLE);
        BY_STATE.put("08", Fault.UNAVAILABLE);
        BY_STATE.put("53", Fault.UNAVAILABLE);
        BY_STATE.put("58", Fault.UNAVAILABLE);
        BY_STATE.put("XX", Fault.UNAVAILABLE);
        BY_STATE.put("40", Fault.CONFLICT);
        BY_STATE.put("22", Fault.VALUE);
        BY_STATE.put("23", Fault.VALUE);
        BY_STATE.put("54", Fault.VALUE);
    }

    private Faults() {}

    /** What an error means. Of several that caused each other, the first whose meaning is known says it. */
    public static Fault of(SQLException error) {
        return chain(error).stream()
                .flatMap(one -> known(one).stream())
                .findFirst()
                .orElseGet(() -> isPassing(error) ? Fault.UNAVAILABLE : Fault.BROKEN);
    }

    private static List<SQLException> chain(SQLException error) {
        List<SQLException> chain = new ArrayList<>();
        for (Throwable one = error; one != null && chain.size() < 10; one = one.getCause()) {
            if (one instanceof SQLException sql) {
                chain.add(sql);
            }
        }
        // What a pool says of a connection that it cannot get is less than why it cannot.
        Collections.reverse(chain);
        return chain;
    }

    private static Optional<Fault> known(SQLException error) {
        return byNumber(error.getErrorCode()).or(() -> byState(error.getSQLState()));
    }

    private static Optional<Fault> byNumber(int number) {
        return BY_NUMBER.entrySet().stream()
                .filter(entry -> entry.getValue().contains(number))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static Optional<Fault> byState(@Nullable String state) {
        if (state == null) {
            return Optional.empty();
        }
        if (state.startsWith("28") || state.startsWith("42") || state.startsWith("3D")) {
            return Optional.of(Fault.BROKEN);
        }
        return BY_STATE.entrySet().stream()
                .filter(entry -> state.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static boolean isPassing(SQLException error) {
        return error instanceof SQLTransientException
                || error instanceof SQLRecoverableException
                || error instanceof SQLNonTransientConnectionException;
    }
}
