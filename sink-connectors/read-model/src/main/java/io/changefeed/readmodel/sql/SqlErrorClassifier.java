/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static io.changefeed.readmodel.sql.SqlErrorKind.CONFLICT;
import static io.changefeed.readmodel.sql.SqlErrorKind.CONNECTION;
import static io.changefeed.readmodel.sql.SqlErrorKind.CONSTRAINT;
import static io.changefeed.readmodel.sql.SqlErrorKind.FATAL;
import static io.changefeed.readmodel.sql.SqlErrorKind.INTERNAL;
import static io.changefeed.readmodel.sql.SqlErrorKind.TIMEOUT;
import static io.changefeed.readmodel.sql.SqlErrorKind.TOO_LARGE;
import static io.changefeed.readmodel.sql.SqlErrorKind.UNAVAILABLE;
import static io.changefeed.readmodel.sql.SqlErrorKind.VALUE;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Classifies errors by the error codes of MySQL and MariaDB, then by SQLState, then by the class of the SQLState. An
 * error that is in none of the tables is fatal: retrying an unknown error could block a partition forever.
 *
 * <p>The classes of exceptions are not evidence: the driver of MariaDB throws a {@code SQLTransientConnectionException}
 * for each SQLState that it does not know, for example for an error of a trigger. They count only where a driver or the
 * connection pool gives no specific SQLState.
 *
 * <p>{@code DriverErrorsTest} provokes the errors with each driver, and {@code driver-errors.md} shows what they throw.
 * The tables also contain codes from the manual of MySQL, "Server Error Message Reference".
 */
final class SqlErrorClassifier {
    /** MySQL's and MariaDB's codes for errors whose SQLState is general or misleading. */
    private static final Map<Integer, SqlErrorKind> BY_CODE = Map.ofEntries(
            Map.entry(1118, VALUE), // row too large
            Map.entry(1364, VALUE), // no default value
            Map.entry(1366, VALUE), // incorrect value
            Map.entry(1369, VALUE), // CHECK OPTION of a view
            Map.entry(1526, VALUE), // no partition for the value
            Map.entry(1644, VALUE), // SIGNAL of a trigger
            Map.entry(3819, VALUE), // CHECK in MySQL
            Map.entry(4038, VALUE), // invalid JSON
            Map.entry(1153, TOO_LARGE), // larger than max_allowed_packet
            Map.entry(1062, CONSTRAINT), // duplicate entry
            Map.entry(1586, CONSTRAINT), // duplicate entry, with the name of the index
            Map.entry(1216, CONSTRAINT), // foreign key without its parent
            Map.entry(1452, CONSTRAINT),
            Map.entry(1217, CONSTRAINT), // parent of a foreign key
            Map.entry(1451, CONSTRAINT),
            Map.entry(1020, CONFLICT), // row changed since it was read
            Map.entry(1205, TIMEOUT), // lock wait timeout
            Map.entry(3024, TIMEOUT), // statement timeout in MySQL
            Map.entry(1021, UNAVAILABLE), // disk full
            Map.entry(1037, UNAVAILABLE), // out of memory
            Map.entry(1041, UNAVAILABLE),
            Map.entry(1040, UNAVAILABLE), // too many connections
            Map.entry(1053, UNAVAILABLE), // shutdown in progress
            Map.entry(1114, UNAVAILABLE), // table full
            Map.entry(1129, UNAVAILABLE), // host blocked after failed connections
            Map.entry(1203, UNAVAILABLE), // too many connections of the user
            Map.entry(1226, UNAVAILABLE), // limit of the user exceeded
            Map.entry(1290, UNAVAILABLE), // read-only server
            Map.entry(1836, UNAVAILABLE), // read-only storage engine
            Map.entry(1927, UNAVAILABLE), // connection killed
            Map.entry(3032, UNAVAILABLE), // offline mode
            Map.entry(4031, UNAVAILABLE)); // disconnected because of inactivity in MySQL

    private static final Map<String, SqlErrorKind> BY_STATE = Map.ofEntries(
            Map.entry("23001", CONSTRAINT), // parent of a foreign key
            Map.entry("23503", CONSTRAINT), // foreign key
            Map.entry("23505", CONSTRAINT), // unique index
            Map.entry("23P01", CONSTRAINT), // exclusion constraint
            Map.entry("25006", UNAVAILABLE), // read-only transaction
            Map.entry("25P03", UNAVAILABLE), // connection closed: transaction idle for too long
            Map.entry("25P04", UNAVAILABLE), // connection closed: transaction too long
            Map.entry("55P03", TIMEOUT), // lock timeout
            Map.entry("57014", TIMEOUT)); // cancelled, or statement timeout

    /** By the first two characters of the SQLState ("SQLSTATE classes"). */
    private static final Map<String, SqlErrorKind> BY_STATE_CLASS = Map.ofEntries(
            Map.entry("01", VALUE), // warning, which strict mode turns into an error
            Map.entry("22", VALUE), // data exception
            Map.entry("23", VALUE), // NOT NULL, CHECK
            Map.entry("38", VALUE), // exception in a function or trigger of another language
            Map.entry("44", VALUE), // CHECK OPTION of a view
            Map.entry("45", VALUE), // SIGNAL or RAISE of a trigger
            Map.entry("54", VALUE), // program limit exceeded
            Map.entry("P0", VALUE), // RAISE of a trigger in PL/pgSQL
            Map.entry("40", CONFLICT), // transaction rollback
            Map.entry("70", TIMEOUT), // query interrupted
            Map.entry("08", CONNECTION), // connection exception
            Map.entry("53", UNAVAILABLE), // insufficient resources
            Map.entry("57", UNAVAILABLE), // operator intervention
            Map.entry("58", INTERNAL), // system error
            Map.entry("XX", INTERNAL), // internal error, damaged data
            Map.entry("28", FATAL), // login
            Map.entry("3D", FATAL), // unknown database
            Map.entry("42", FATAL)); // unknown table or column, privilege

    /** By the name of exceptions that the drivers of MySQL and MariaDB throw without a specific SQLState. */
    private static final Map<String, SqlErrorKind> BY_EXCEPTION = Map.of(
            "PacketTooBigException", TOO_LARGE,
            "MaxAllowedPacketException", TOO_LARGE,
            "MySQLStatementCancelledException", TIMEOUT);

    private static final int MAX_CAUSES = 10;

    private SqlErrorClassifier() {}

    /** The kind of an error. In a chain of causes, the deepest known error determines the kind. */
    static SqlErrorKind classify(SQLException error) {
        List<Throwable> chain = chain(error);
        return chain.stream()
                .flatMap(cause -> known(cause).stream())
                .findFirst()
                .orElseGet(() -> isPoolExhausted(chain) ? UNAVAILABLE : FATAL);
    }

    private static List<Throwable> chain(SQLException error) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable cause = error; cause != null && chain.size() < MAX_CAUSES; cause = cause.getCause()) {
            chain.add(cause);
        }
        // The cause is more specific than the pool's own error.
        Collections.reverse(chain);
        return chain;
    }

    private static Optional<SqlErrorKind> known(Throwable error) {
        Optional<SqlErrorKind> byException =
                Optional.ofNullable(BY_EXCEPTION.get(error.getClass().getSimpleName()));
        return error instanceof SQLException sql
                ? byException
                        .or(() -> Optional.ofNullable(BY_CODE.get(sql.getErrorCode())))
                        .or(() -> byState(sql.getSQLState()))
                : byException;
    }

    private static Optional<SqlErrorKind> byState(@Nullable String state) {
        return Optional.ofNullable(state)
                .filter(text -> text.length() == 5)
                .map(text -> BY_STATE.getOrDefault(text, BY_STATE_CLASS.get(text.substring(0, 2))));
    }

    /** The pool throws such an error, without a cause, if all its connections are in use for too long. */
    private static boolean isPoolExhausted(List<Throwable> chain) {
        return chain.size() == 1
                && chain.get(0) instanceof SQLTransientConnectionException timeout
                && timeout.getSQLState() == null;
    }
}
