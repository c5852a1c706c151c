/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.readmodel.DynamoDbReadModelSinkConnector;
import io.changefeed.readmodel.dynamodb.FaultyEndpoint.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DynamoDbRemoteCheckTest {
    private final DynamoDbTestTable table = new DynamoDbTestTable("view", "channel:S", "at:N");
    private final FaultyEndpoint endpoint = new FaultyEndpoint();

    @AfterEach
    void release() {
        endpoint.close();
        table.close();
    }

    private Map<String, List<String>> errors(String... more) {
        Map<String, String> properties = new HashMap<>();
        properties.put("aws.endpoint", endpoint.uri());
        properties.put("projection.source.key", "id");
        properties.put("projection.key", "channel,at");
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        Map<String, List<String>> errors = new TreeMap<>();
        new DynamoDbReadModelSinkConnector()
                .validate(table.properties(properties)).configValues().stream()
                        .filter(value -> !value.errorMessages().isEmpty())
                        .forEach(value -> errors.put(value.name(), value.errorMessages()));
        return errors;
    }

    @Test
    void acceptsTableWithKeyOfProjection() {
        assertThat(errors()).isEmpty();
        assertThat(errors("projection.column.at.cast", "decimal(10,2)")).isEmpty();
    }

    @Test
    void reportsMissingTableOnTableProperty() {
        assertThat(errors("projection.version", "2").get("projection.table"))
                .anyMatch(message -> message.contains(
                        "The table 'view_v2' does not exist in DynamoDB. Create it with the key [channel, at]"));
    }

    @Test
    void reportsKeyMismatchOnKeyProperty() {
        assertThat(errors("projection.key", "channel").get("projection.key"))
                .anyMatch(message -> message.contains(
                        "The key of table 'view' is [channel, at], but 'projection.key' is [channel]."));
        assertThat(errors("projection.column.channel.cast", "integer").get("projection.key"))
                .anyMatch(message -> message.contains("'channel' of table 'view' has the type S"));
    }

    @Test
    void reportsMissingPermissionAndUnreachableEndpoint() {
        endpoint.use((action, body) -> Reply.error(400, "AccessDeniedException"));
        assertThat(errors().get("projection.table"))
                .anyMatch(message ->
                        message.contains("are not allowed to call 'dynamodb:DescribeTable' on table 'view'"));

        endpoint.refuseConnections();
        assertThat(errors().get("aws.endpoint")).anyMatch(message -> message.contains("DynamoDB is unreachable"));
        assertThat(errors("validate.remote", "false")).isEmpty();
    }
}
