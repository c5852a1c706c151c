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
    void placeholdersAreFilledIn(String format, String topic) {
        assertThat(new TopicNames(format, "shop").topic("orders", "eu-west-1", "123"))
                .isEqualTo(topic);
    }

    @Test
    void anUnknownPlaceholderIsNamedWithThoseThatAreKnown() {
        assertThatThrownBy(() -> new TopicNames("${prefix}.${tabel}", "shop"))
                .hasMessage("'${tabel}' is unknown; known are ${account}, ${prefix}, ${region}, ${table}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a b", "${prefix}/${table}", "${prefix", "${prefix}.$1", "größe"})
    void whatCanBeNoTopicIsRefused(String format) {
        assertThatThrownBy(() -> new TopicNames(format, "shop"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(
                        "is no topic name; Kafka allows 1 to 249 letters, digits, dots, underscores and hyphens");
    }

    @Test
    void aNameThatBecomesTooLongIsRefused() {
        TopicNames names = new TopicNames("${prefix}.${table}", "p");

        assertThat(names.topic("t".repeat(247), "r", "a")).hasSize(249);
        assertThatThrownBy(() -> names.topic("t".repeat(248), "r", "a")).hasMessageContaining("1 to 249 letters");
    }

    @Test
    void twoTablesThatWouldShareATopicAreNamed() {
        TopicNames one = new TopicNames("${prefix}", "shop");

        assertThatThrownBy(() -> one.requireOneTopicEach(tables("orders", "clients")))
                .hasMessage("the table 'orders' and the table 'clients' would share the topic 'shop';"
                        + " use ${table}, and ${account} or ${region} for tables of several");
        assertThatCode(() -> one.requireOneTopicEach(tables("orders"))).doesNotThrowAnyException();
        assertThatCode(() -> new TopicNames("${table}", "shop").requireOneTopicEach(tables("orders", "clients")))
                .doesNotThrowAnyException();
    }

    @Test
    void noTableGetsTheHeartbeatsTopic() {
        TopicNames names = new TopicNames("__changefeed-heartbeat_${table}", "shop");

        assertThatThrownBy(() -> names.requireOneTopicEach(tables("orders", "shop")))
                .hasMessageStartingWith("the heartbeats and the table 'shop' would share the topic"
                        + " '__changefeed-heartbeat_shop'; use ");
        assertThatCode(() -> names.requireOneTopicEach(tables("orders"))).doesNotThrowAnyException();
    }

    private static List<TableName> tables(String... names) {
        return Arrays.stream(names).map(TableName::parse).toList();
    }
}
