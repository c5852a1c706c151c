/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeaderTest {
    @Test
    void secretsAreTheValueOrTheCredentialsInIt() {
        assertThat(new Header("X-Source", "dynamodb").secrets()).isEmpty();
        assertThat(Header.secret("X-Api-Key", "Bearer of news").secrets()).containsExactly("Bearer of news");
        assertThat(Header.authorization("Bearer t1").secrets()).containsExactly("t1");
        assertThat(Header.authorization("Basic QWxhZGRpbjpvcGVuOnNlc2FtZQ==").secrets())
                .containsExactly("QWxhZGRpbjpvcGVuOnNlc2FtZQ==", "open:sesame");
    }

    @Test
    void textOmitsTheValue() {
        assertThat(Header.secret("X-Api-Key", "open-sesame")).hasToString("X-Api-Key: …");
    }
}
