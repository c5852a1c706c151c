/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlErrorClassifierTest {
    @ParameterizedTest
    @CsvSource({
        "08006, UNAVAILABLE",
        "57P01, UNAVAILABLE",
        "53300, UNAVAILABLE",
        "25006, UNAVAILABLE",
        "58030, UNAVAILABLE",
        "55000, UNAVAILABLE",
        "XX000, UNAVAILABLE",
        "40001, CONFLICT",
        "40P01, CONFLICT",
        "55P03, CONFLICT",
        "57014, CONFLICT",
        "22021, VALUE",
        "23502, VALUE",
        "54000, VALUE",
        "23505, CONSTRAINT",
        "23503, CONSTRAINT",
        "23001, CONSTRAINT",
        "23P01, CONSTRAINT",
        "28P01, FATAL",
        "42501, FATAL",
        "42P01, FATAL",
        "3D000, FATAL",
        "0A000, FATAL",
        "99999, FATAL"
    })
    void classifiesBySqlState(String state, SqlErrorKind kind) {
        assertThat(SqlErrorClassifier.classify(new SQLException("no", state))).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "HY000, 1205, CONFLICT",
        "40001, 1213, CONFLICT",
        "08004, 1040, UNAVAILABLE",
        "42000, 1203, UNAVAILABLE",
        "HY000, 1290, UNAVAILABLE",
        "08S01, 1153, VALUE",
        "HY000, 1366, VALUE",
        "42000, 1118, VALUE",
        "23000, 1048, VALUE",
        "23000, 1062, CONSTRAINT",
        "23000, 1452, CONSTRAINT",
        "23000, 1451, CONSTRAINT",
        "28000, 1045, FATAL",
        "42000, 1142, FATAL",
        "42S02, 1146, FATAL",
        "HY000, 9999, FATAL"
    })
    void errorCodeOfMySqlTakesPrecedence(String state, int number, SqlErrorKind kind) {
        assertThat(SqlErrorClassifier.classify(new SQLException("no", state, number)))
                .isEqualTo(kind);
    }

    @Test
    void causeIsMoreSpecificThanErrorOfPool() {
        SQLException login = new SQLException("password authentication failed", "28P01");

        assertThat(SqlErrorClassifier.classify(new SQLTransientConnectionException("timed out", "08001", login)))
                .isEqualTo(SqlErrorKind.FATAL);
        assertThat(SqlErrorClassifier.classify(
                        new SQLTransientConnectionException("timed out", null, new SQLException("?"))))
                .isEqualTo(SqlErrorKind.UNAVAILABLE);
        assertThat(SqlErrorClassifier.classify(new SQLRecoverableException("lost")))
                .isEqualTo(SqlErrorKind.UNAVAILABLE);
        assertThat(SqlErrorClassifier.classify(new SQLException("unknown"))).isEqualTo(SqlErrorKind.FATAL);
    }

    @Test
    void errorOfChangeRejectsBatchUntilItIsAlone() {
        assertThat(SqlErrorKind.VALUE.resultOf(2, "why")).isEqualTo(new DeliveryResult.Rejected("why"));
        assertThat(SqlErrorKind.VALUE.resultOf(1, "why"))
                .isEqualTo(DeliveryResult.PerEvent.of(1, new EventResult.Rejected("why")));
        assertThat(SqlErrorKind.CONSTRAINT.resultOf(2, "why")).isEqualTo(new DeliveryResult.Rejected("why"));
        assertThat(SqlErrorKind.CONSTRAINT.resultOf(1, "why"))
                .isEqualTo(DeliveryResult.PerEvent.of(1, new EventResult.Retry("why")));
    }

    @Test
    void errorOfDatabaseIsNotBlamedOnEvent() {
        assertThat(SqlErrorKind.CONFLICT.resultOf(2, "why"))
                .isEqualTo(DeliveryResult.PerEvent.of(2, new EventResult.Retry("why")));
        assertThat(SqlErrorKind.UNAVAILABLE.resultOf(1, "why"))
                .isEqualTo(DeliveryResult.Unavailable.ofDestination("why"));
        assertThat(SqlErrorKind.FATAL.resultOf(1, "why")).isEqualTo(new DeliveryResult.Fatal("why"));
    }
}
