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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"200 | <html/>", "200 | {}", "200 | []", "404 | not found", "301 | moved", "403 | <Error/>"})
    void reportsServerThatIsNotDynamoDbOnEndpoint(int status, String body) {
        endpoint.use((action, request) -> new Reply(status, body));

        assertThat(errors()).containsOnlyKeys("aws.endpoint");
        assertThat(errors().get("aws.endpoint"))
                .anyMatch(message -> message.contains("The server does not respond like DynamoDB"));
    }

    @Test
    void reportsColumnThatAnIndexRejects() {
        String table = "{'Table':{'TableName':'view','TableStatus':'ACTIVE',"
                + "'AttributeDefinitions':[{'AttributeName':'channel','AttributeType':'S'},"
                + "{'AttributeName':'at','AttributeType':'N'},{'AttributeName':'$n','AttributeType':'N'}],"
                + "'KeySchema':[{'AttributeName':'channel','KeyType':'HASH'},{'AttributeName':'at','KeyType':'RANGE'}],"
                + "'GlobalSecondaryIndexes':[{'IndexName':'by_n',"
                + "'KeySchema':[{'AttributeName':'$n','KeyType':'HASH'}]}]}}";
        endpoint.use((action, body) -> new Reply(200, table.replace("$n", "n").replace('\'', '"')));

        assertThat(errors("projection.columns", "n")).isEmpty();
        assertThat(errors("projection.columns", "n", "projection.column.n.cast", "integer"))
                .isEmpty();
        assertThat(errors("projection.columns", "n", "projection.column.n.cast", "string")
                        .get("projection.columns"))
                .anyMatch(message -> message.contains("type N in the key of index 'by_n'"));

        endpoint.use(
                (action, body) -> new Reply(200, table.replace("$n", "gone").replace('\'', '"')));
        assertThat(errors("projection.source.key", "channel,at", "deleted.column", "gone")
                        .get("deleted.column"))
                .anyMatch(message -> message.contains("type N in the key of index 'by_n'"));
    }

    @Test
    void reportsTableThatIsBeingDeleted() {
        endpoint.use((action, body) -> new Reply(
                200,
                "{\"Table\":{\"TableStatus\":\"DELETING\",\"KeySchema\":["
                        + "{\"AttributeName\":\"channel\",\"KeyType\":\"HASH\"}],\"AttributeDefinitions\":["
                        + "{\"AttributeName\":\"channel\",\"AttributeType\":\"S\"}]}}"));

        assertThat(errors("projection.key", "channel").get("projection.table"))
                .anyMatch(message -> message.contains("has the status DELETING"));
    }
}
