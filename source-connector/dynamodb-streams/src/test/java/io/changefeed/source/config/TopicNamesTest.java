/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNamesTest {

    @ParameterizedTest
    @CsvSource({
        "${prefix}.${table}, shop.orders",
        "changes, changes",
        "${account}-${region}_${table}${table}, 123-eu-west-1_ordersorders"
    })
    void placeholdersAreReplaced(String format, String topic) {
        assertThat(new TopicNames(format, "shop").topic("orders", "eu-west-1", "123"))
                .isEqualTo(topic);
    }

    @Test
    void rejectsUnknownPlaceholder() {
        assertThatThrownBy(() -> new TopicNames("${prefix}.${tabel}", "shop"))
                .hasMessage(
                        "'${tabel}' is unknown; supported placeholders: ${account}, ${prefix}, ${region}, ${table}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a b", "${prefix}/${table}", "${prefix", "${prefix}.$1", "größe"})
    void rejectsIllegalTopicName(String format) {
        assertThatThrownBy(() -> new TopicNames(format, "shop"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(
                        "is not a legal topic name: use 1 to 249 letters, digits, dots, underscores and hyphens");
    }

    @Test
    void rejectsTopicNameThatIsTooLong() {
        TopicNames names = new TopicNames("${prefix}.${table}", "p");

        assertThat(names.topic("t".repeat(247), "r", "a")).hasSize(249);
        assertThatThrownBy(() -> names.topic("t".repeat(248), "r", "a")).hasMessageContaining("1 to 249 letters");
    }

    @Test
    void rejectsTopicSharedByTwoTables() {
        TopicNames one = new TopicNames("${prefix}", "shop");

        assertThatThrownBy(() -> one.requireDistinctTopics(tables("orders", "clients")))
                .hasMessage("Table 'orders' and table 'clients' would share the topic 'shop'. Use ${table} in the"
                        + " format, and ${account} or ${region} for tables in several accounts or regions");
        assertThatCode(() -> one.requireDistinctTopics(tables("orders"))).doesNotThrowAnyException();
        assertThatCode(() -> new TopicNames("${table}", "shop").requireDistinctTopics(tables("orders", "clients")))
                .doesNotThrowAnyException();
    }

    @Test
    void rejectsTopicSharedWithTheHeartbeatTopic() {
        TopicNames names = new TopicNames("__changefeed-heartbeat_${table}", "shop");

        assertThatThrownBy(() -> names.requireDistinctTopics(tables("orders", "shop")))
                .hasMessageStartingWith("The heartbeat topic and table 'shop' would share the topic"
                        + " '__changefeed-heartbeat_shop'. Use ");
        assertThatCode(() -> names.requireDistinctTopics(tables("orders"))).doesNotThrowAnyException();
    }

    private static List<TableName> tables(String... names) {
        return Arrays.stream(names).map(TableName::parse).toList();
    }
}
