/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel;

import io.changefeed.testing.SinkTaskLives;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("counts threads")
@Timeout(180)
class ReadModelLivesTest {
    private static Map<String, String> with(Map<String, String> connection) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "projection.table", "rows",
                "projection.source.key", "id",
                "projection.key", "id"));
        properties.putAll(connection);
        return properties;
    }

    @Test
    void stoppedAndFailedTasksOfDynamoDbLeaveNoThread() {
        new SinkTaskLives(
                        DynamoDbReadModelSinkTask::new,
                        with(Map.of(
                                "aws.region", "eu-central-1",
                                "aws.endpoint", "http://localhost:1",
                                "aws.access.key.id", "any",
                                "aws.secret.access.key", "any")))
                .requireNoThreadsLeft();
    }

    @Test
    void stoppedAndFailedTasksOfADatabaseLeaveNoThread() {
        new SinkTaskLives(
                        JdbcReadModelSinkTask::new,
                        with(Map.of("connection.url", "jdbc:postgresql://localhost:1/shop", "connection.user", "any")))
                .requireNoThreadsLeft();
    }
}
