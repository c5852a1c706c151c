/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;

class PropertyChecksTest {
    private static final ConfigDef DEFINITION = new ConfigDef()
            .define("user", Type.STRING, null, Importance.LOW, "")
            .define("password", Type.PASSWORD, null, Importance.LOW, "")
            .define("port", Type.INT, 80, Range.between(1, 99), Importance.LOW, "")
            .define("column.<name>", Type.STRING, "", Importance.LOW, "");

    @Test
    void invalidValueIsReportedAndNotReturned() {
        PropertyChecks checks = checks(Map.of("port", "100"));

        assertThat(checks.hasErrors()).isTrue();
        assertThat(checks.hasError("port")).isTrue();
        assertThat(checks.hasError("user")).isFalse();
        assertThat(checks.value("port", Integer.class)).isEmpty();
        assertThat(checks(Map.of()).value("port", Integer.class)).contains(80);
    }

    @Test
    void blankValuesCountAsNotSet() {
        assertThat(checks(Map.of("user", " ", "password", "")).isSet("user")).isFalse();
        assertThat(checks(Map.of("user", " ", "password", "")).isSet("password"))
                .isFalse();
        assertThat(checks(Map.of("password", "x")).isSet("password")).isTrue();
    }

    @Test
    void onlyAValidValueOtherThanTheDefaultIsAChange() {
        assertThat(checks(Map.of("port", "81")).isChanged("port")).isTrue();
        assertThat(checks(Map.of("port", "80")).isChanged("port")).isFalse();
        assertThat(checks(Map.of("port", "100")).isChanged("port")).isFalse();
        assertThat(checks(Map.of()).isChanged("user")).isFalse();
    }

    @Test
    void missingPropertyIsReportedIfAnotherOneRequiresIt() {
        PropertyChecks checks = checks(Map.of("user", "scott"));

        checks.requireWith("user", "password");
        checks.requireWith("password", "user");

        assertThat(errors(checks)).isEqualTo(Map.of("password", List.of("'password' is required if 'user' is set.")));
    }

    @Test
    void problemOfAConnectionExplainsHowToSkipTheCheck() {
        PropertyChecks checks = checks(Map.of());

        checks.addError(ConfigProblem.ofConnection("user", "Unknown."));

        assertThat(errors(checks))
                .isEqualTo(Map.of(
                        "user",
                        List.of("Invalid value null for configuration user: Unknown. Set 'validate.remote=false' to"
                                + " skip this check.")));
    }

    @Test
    void propertyIsReportedOnceByItsDefinition() {
        ConfigDef definition = new ConfigDef(DEFINITION)
                .define(
                        "url",
                        Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        StringProperties.required(PropertyChecksTest::requireText, "text"),
                        Importance.HIGH,
                        "");

        assertThat(errors(new PropertyChecks(definition, Map.of("port", "x"))))
                .containsOnlyKeys("url", "port")
                .allSatisfy((property, messages) ->
                        assertThat(messages).singleElement().asString().contains(property));
        assertThat(errors(new PropertyChecks(definition, Map.of("url", " "))))
                .isEqualTo(Map.of("url", List.of("Invalid value  for configuration url: Blank.")));
    }

    private static void requireText(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("Blank.");
        }
    }

    /** Otherwise, the placeholder would be the password. */
    @Test
    void placeholderThatTheWorkerDidNotReplaceIsRejectedAsASecret() {
        assertThat(errors(checks(Map.of("password", "${vault:secret/x:key}"))))
                .hasEntrySatisfying(
                        "password",
                        messages -> assertThat(messages)
                                .singleElement()
                                .asString()
                                .contains("Add 'vault' to 'config.providers' of every worker")
                                .doesNotContain("secret/x"));
        assertThat(errors(checks(Map.of("password", "${a}", "user", "${vault:x}"))))
                .isEmpty();
    }

    @Test
    void credentialsInAUrlAreNotRepeated() {
        PropertyChecks checks = checks(Map.of("user", "http://scott:tiger@proxy", "port", "http://scott:tiger@x"));
        checks.addError("user", "Not http://scott:tiger@proxy.");
        checks.addUndefinedError("user", "Not scott:tiger@proxy.");

        assertThat(errors(checks).toString()).contains("***@proxy").doesNotContain("tiger");
    }

    @Test
    void propertiesWithAUserDefinedPartCanHaveErrors() {
        PropertyChecks checks = checks(Map.of("column.a", "secret", "column.", "y"));

        checks.addUndefinedError("column.a", "No.");

        assertThat(checks.withPrefix("column.")).isEqualTo(Map.of("a", "secret"));
        assertThat(errors(checks))
                .containsEntry("column.a", List.of("Invalid value for configuration column.a: No."))
                .containsOnlyKeys("column.a", "column.");
        assertThat(checks.result().configValues())
                .extracting(ConfigValue::value)
                .doesNotContain("secret");
    }

    @Test
    void misspeltPropertyHasAnErrorWithoutItsValue() {
        PropertyChecks checks = checks(Map.of("pasword", "secret"));

        assertThat(errors(checks))
                .isEqualTo(Map.of(
                        "pasword",
                        List.of("Unknown property 'pasword'. Did you mean 'password'? Correct the name, or remove the"
                                + " property.")));
        assertThat(checks.result().configValues())
                .extracting(ConfigValue::value)
                .doesNotContain("secret");
    }

    @Test
    void nullIsAnErrorOfItsProperty() {
        Map<String, String> properties = new HashMap<>();
        properties.put("port", null);
        properties.put("column.a", null);
        properties.put("topics", null);
        PropertyChecks checks = checks(properties);

        assertThat(errors(checks))
                .isEqualTo(Map.of(
                        "port", List.of("The property 'port' is null. Set a value, or remove the property."),
                        "column.a", List.of("The property 'column.a' is null. Set a value, or remove the property."),
                        "topics", List.of("The property 'topics' is null. Set a value, or remove the property.")));
        assertThat(checks.value("port", Integer.class)).isEmpty();
        assertThat(checks.withPrefix("column.")).isEmpty();
        assertThat(checks.properties()).isEmpty();
    }

    private static PropertyChecks checks(Map<String, String> properties) {
        return new PropertyChecks(DEFINITION, properties);
    }

    private static Map<String, List<String>> errors(PropertyChecks checks) {
        return checks.result().configValues().stream()
                .filter(value -> !value.errorMessages().isEmpty())
                .collect(toMap(ConfigValue::name, ConfigValue::errorMessages));
    }
}
