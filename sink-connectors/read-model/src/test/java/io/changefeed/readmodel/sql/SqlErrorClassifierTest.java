/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlErrorClassifierTest {
    /** {@link DriverErrorsTest} provokes most errors. */
    @ParameterizedTest
    @CsvSource({
        "01000, VALUE",
        "22003, VALUE",
        "23502, VALUE",
        "23001, CONSTRAINT",
        "23P01, CONSTRAINT",
        "25006, UNAVAILABLE",
        "25001, FATAL",
        "38000, VALUE",
        "44000, VALUE",
        "45000, VALUE",
        "54000, VALUE",
        "P0001, VALUE",
        "08006, CONNECTION",
        "53100, UNAVAILABLE",
        "57P02, UNAVAILABLE",
        "58030, INTERNAL",
        "XX000, INTERNAL",
        "40003, CONFLICT",
        "70100, TIMEOUT",
        "55P03, TIMEOUT",
        "55000, FATAL",
        "57014, TIMEOUT",
        "26000, FATAL",
        "0A000, FATAL",
        "S1000, FATAL",
        "99999, FATAL",
        "4, FATAL",
        "'', FATAL"
    })
    void classifiesBySqlState(String state, SqlErrorKind kind) {
        assertThat(SqlErrorClassifier.classify(new SQLException("no", state))).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "HY000, 1366, VALUE",
        "HY000, 3819, VALUE",
        "HY000, 4038, VALUE",
        "HY000, 1369, VALUE",
        "42000, 1644, VALUE",
        "23000, 1586, CONSTRAINT",
        "23000, 1216, CONSTRAINT",
        "23000, 1217, CONSTRAINT",
        "HY000, 3024, TIMEOUT",
        "08S01, 1053, UNAVAILABLE",
        "HY000, 1021, UNAVAILABLE",
        "HY001, 1037, UNAVAILABLE",
        "HY000, 1041, UNAVAILABLE",
        "HY000, 1129, UNAVAILABLE",
        "42000, 1203, UNAVAILABLE",
        "HY000, 1836, UNAVAILABLE",
        "70100, 1927, UNAVAILABLE",
        "HY000, 3032, UNAVAILABLE",
        "HY000, 4031, UNAVAILABLE",
        "HY000, 9999, FATAL"
    })
    void errorCodeOfMySqlTakesPrecedence(String state, int code, SqlErrorKind kind) {
        assertThat(SqlErrorClassifier.classify(new SQLException("no", state, code)))
                .isEqualTo(kind);
    }

    @Test
    void causeIsMoreSpecificThanErrorOfPool() {
        SQLException login = new SQLException("password authentication failed", "28P01");

        assertThat(SqlErrorClassifier.classify(new SQLTransientConnectionException("timed out", "08001", login)))
                .isEqualTo(SqlErrorKind.FATAL);
    }

    @Test
    void exhaustedPoolIsUnavailable() {
        assertThat(SqlErrorClassifier.classify(new SQLTransientConnectionException("timed out")))
                .isEqualTo(SqlErrorKind.UNAVAILABLE);
    }

    @Test
    void unknownErrorIsFatalWhateverItsClassIs() {
        assertThat(SqlErrorClassifier.classify(new SQLTransientConnectionException("?", "77777")))
                .isEqualTo(SqlErrorKind.FATAL);
        assertThat(SqlErrorClassifier.classify(
                        new SQLTransientConnectionException("timed out", null, new SQLException("invalid URL"))))
                .isEqualTo(SqlErrorKind.FATAL);
        assertThat(SqlErrorClassifier.classify(new SQLRecoverableException("?")))
                .isEqualTo(SqlErrorKind.FATAL);
    }

    @Test
    void errorOfChangeRejectsBatchUntilItIsAlone() {
        assertThat(SqlErrorKind.VALUE.resultOf(2, "why")).isEqualTo(new DeliveryResult.Rejected("why"));
        assertThat(SqlErrorKind.VALUE.resultOf(1, "why"))
                .isEqualTo(DeliveryResult.PerEvent.of(1, new EventResult.Rejected("why")));
        assertThat(SqlErrorKind.TOO_LARGE.resultOf(2, "why")).isEqualTo(new DeliveryResult.Rejected("why"));
        assertThat(SqlErrorKind.TOO_LARGE.resultOf(1, "why"))
                .isEqualTo(DeliveryResult.PerEvent.of(1, new EventResult.Rejected("why")));
        assertThat(SqlErrorKind.CONSTRAINT.resultOf(2, "why")).isEqualTo(new DeliveryResult.Rejected("why"));
        assertThat(SqlErrorKind.CONSTRAINT.resultOf(1, "why"))
                .isEqualTo(DeliveryResult.PerEvent.of(1, new EventResult.Retry("why")));
    }

    @Test
    void errorOfOneOrAllChangesIsRetriedAndSplitsTheBatchIfItPersists() {
        for (SqlErrorKind kind : List.of(SqlErrorKind.INTERNAL, SqlErrorKind.CONFLICT, SqlErrorKind.TIMEOUT)) {
            assertThat(kind.resultOf(2, "why")).isEqualTo(DeliveryResult.Unavailable.ofRoute("why"));
            assertThat(kind.resultOf(1, "why")).isEqualTo(DeliveryResult.PerEvent.of(1, new EventResult.Retry("why")));
        }
    }

    @Test
    void errorOfDatabaseIsNotBlamedOnEvent() {
        assertThat(SqlErrorKind.UNAVAILABLE.resultOf(1, "why"))
                .isEqualTo(DeliveryResult.Unavailable.ofDestination("why"));
        assertThat(SqlErrorKind.CONNECTION.resultOf(1, "why"))
                .isEqualTo(DeliveryResult.Unavailable.ofDestination("why"));
        assertThat(SqlErrorKind.FATAL.resultOf(1, "why")).isEqualTo(new DeliveryResult.Fatal("why"));
    }

    @Test
    void smallerStatementsCanSucceedAfterTooLargeOneOrLostConnection() {
        assertThat(SqlErrorKind.values())
                .filteredOn(SqlErrorKind::canDependOnSize)
                .containsExactly(SqlErrorKind.TOO_LARGE, SqlErrorKind.CONNECTION);
        assertThat(SqlErrorKind.values())
                .filteredOn(SqlErrorKind::isCausedByChange)
                .containsExactly(SqlErrorKind.VALUE, SqlErrorKind.TOO_LARGE, SqlErrorKind.CONSTRAINT);
        assertThat(SqlErrorKind.values())
                .filteredOn(SqlErrorKind::canBeCausedByChange)
                .containsExactly(
                        SqlErrorKind.VALUE, SqlErrorKind.TOO_LARGE, SqlErrorKind.CONSTRAINT, SqlErrorKind.INTERNAL);
    }
}
