/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PropertyNamesTest {
    private static final ConfigDef DEFINITION = define(
            "url",
            "secret.headers",
            "signing.keys",
            "event.filter",
            "auth.tokens",
            "snapshot.mode",
            "tables",
            "snapshot.mode.<table>",
            "projection.column.<name>.from",
            "signal.consumer.*");

    private final PropertyNames names = PropertyNames.ofConnector(DEFINITION);

    @ParameterizedTest
    @CsvSource({
        "signing.key, signing.keys",
        "sining.keys, signing.keys",
        "events.filter, event.filter",
        "secret.header, secret.headers",
        "secretheaders, secret.headers",
        "auth.token, auth.tokens",
        "AUTH.TOKENS, auth.tokens",
        "signing_keys, signing.keys",
        "Event-Filter, event.filter",
        "uri, url",
        "tabels, tables",
        "snapshot.mod, snapshot.mode",
        "snapshot.modes.orders, snapshot.mode.orders",
        "snapshot.mode.a.b/c, ",
        "snapshto.mode.shop.orders, snapshot.mode.shop.orders",
        "projection.column.a.b.form, projection.column.a.b.from",
        "signal.consumre.sasl.jaas.config, signal.consumer.sasl.jaas.config",
    })
    void misspeltPropertyIsRefusedWithTheNameThatIsMeant(String name, String meant) {
        if (meant == null) {
            assertThat(names.refusal(name, "x")).isEmpty();
        } else {
            assertThat(names.refusal(name, "x"))
                    .contains("Unknown property '" + name + "'. Did you mean '" + meant
                            + "'? Correct the name, or remove the property.");
        }
    }

    @Test
    void unknownPropertyBesideOneOfTheConnectorIsRefusedWithTheNearestName() {
        assertThat(names.refusal("auth.realm.of.the.server", "x"))
                .contains("Unknown property 'auth.realm.of.the.server'. The nearest known name is"
                        + " 'auth.tokens'. Correct the name, or remove the property.");
        assertThat(names.refusal("snapshot.mode.", "x")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name",
                "connector.class",
                "connector.plugin.version",
                "tasks.max",
                "topics",
                "topics.regex",
                "key.converter.schemas.enable",
                "transforms.flatten.type",
                "errors.deadletterqueue.topic.name",
                "errors.of.a.later.version",
                "topic.creation.default.partitions",
                "consumer.override.max.poll.records",
                "exactly.once.support",
                "owner",
                "labels",
                "team.cost-centre"
            })
    void propertiesOfConnectAndAnnotationsAreNotRefused(String name) {
        assertThat(names.refusal(name, "x")).isEmpty();
        assertThatCode(() -> names.requireValid(Map.of(name, "x"))).doesNotThrowAnyException();
    }

    @Test
    void propertyOfConnectIsNotRefusedBesideASimilarOneOfTheConnector() {
        PropertyNames similar = PropertyNames.ofConnector(define("topic.prefix", "task.max", "errors.retry.timeouts"));

        assertThat(similar.refusal("topic.creation.groups", "x")).isEmpty();
        assertThat(similar.refusal("tasks.max", "x")).isEmpty();
        assertThat(similar.refusal("errors.retry.timeout", "x")).isEmpty();
        assertThat(similar.refusal("topic.prefixes", "x")).isPresent();
    }

    @Test
    void nullIsRefusedForEveryProperty() {
        for (String name : Set.of("url", "snapshot.mode.orders", "tasks.max", "owner")) {
            assertThat(names.refusal(name, null))
                    .contains("The property '" + name + "' is null. Set a value, or remove the property.");
        }
    }

    @Test
    void startIsRefusedWithoutTheValueOfTheProperty() {
        assertThatThrownBy(() -> names.requireValid(Map.of("url", "x", "signing.key", "whsec_1")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Unknown property 'signing.key'. Did you mean 'signing.keys'? Correct the name, or remove"
                        + " the property.");
        Map<String, String> withNull = new HashMap<>();
        withNull.put("url", null);
        assertThatThrownBy(() -> names.requireValid(withNull)).hasMessageContaining("'url' is null");
    }

    @Test
    void transformReceivesOnlyItsOwnProperties() {
        PropertyNames transform = PropertyNames.ofTransform(define("fields", "number.mode"));

        assertThatCode(() -> transform.requireValid(
                        Map.of("type", "x", "plugin.version", "x", "predicate", "x", "negate", "x", "fields", "x")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> transform.requireValid(Map.of("field", "x")))
                .hasMessageContaining("Did you mean 'fields'?");
        assertThatThrownBy(() -> transform.requireValid(Map.of("owner", "x")))
                .hasMessageContaining("Unknown property 'owner'. The nearest known name is 'fields'.");
    }

    private static ConfigDef define(String... names) {
        ConfigDef definition = new ConfigDef();
        for (String name : names) {
            definition.define(name, Type.STRING, "", Importance.LOW, "");
        }
        return definition;
    }
}
