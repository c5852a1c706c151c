/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class EnumValuesTest {
    private enum Mode {
        AT_ONCE,
        LATER
    }

    private static final EnumValues<Mode> LOWER_CASE = EnumValues.of(Mode.class);
    private static final EnumValues<Mode> HYPHENS =
            EnumValues.of(Mode.class, mode -> LOWER_CASE.text(mode).replace('_', '-'));

    @Test
    void textsAreLowerCaseNamesOrAsConfigured() {
        assertThat(LOWER_CASE.texts()).containsExactly("at_once", "later");
        assertThat(HYPHENS.texts()).containsExactly("at-once", "later");
    }

    @Test
    void parsesOnlyItsTexts() {
        assertThat(HYPHENS.parse("at-once")).contains(Mode.AT_ONCE);
        assertThat(HYPHENS.parse("at_once")).isEmpty();
        assertThat(HYPHENS.parse("AT-ONCE")).isEmpty();
    }

    @Test
    void configurationSelectsAConstant() {
        assertThat(HYPHENS.get(config("at-once"), "mode")).isEqualTo(Mode.AT_ONCE);
        assertThatThrownBy(() -> config("never"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("at-once, later");
    }

    private static AbstractConfig config(String mode) {
        ConfigDef definition =
                new ConfigDef().define("mode", Type.STRING, "later", HYPHENS.validator(), Importance.LOW, "When.");
        return new AbstractConfig(definition, Map.of("mode", mode));
    }
}
