/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UrlCredentialsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://scott:tiger@example.com/x",
                "https://tiger@example.com/x",
                "https://scott:ti@tiger@example.com",
                "https://scott:/tiger@example.com/",
                "https://scott:a tiger@example.com/",
                "jdbc:postgresql://scott:tiger@db/orders",
                "scott:tiger@proxy:8080",
                "'scott:tiger@proxy'"
            })
    void credentialsAreMasked(String text) {
        assertThat(UrlCredentials.mask("Invalid value " + text + " for configuration url"))
                .contains("***@")
                .doesNotContain("tiger");
    }

    @Test
    void otherTextIsUnchanged() {
        for (String text :
                new String[] {"https://example.com:8080/events?x=1", "scott@example.com", "arn:aws:iam::1:role/a", ""
                }) {
            assertThat(UrlCredentials.mask(text)).isEqualTo(text);
        }
    }
}
