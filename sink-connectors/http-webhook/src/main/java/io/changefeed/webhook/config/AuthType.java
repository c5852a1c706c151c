/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How requests are authorized: the property {@code auth.type}. */
enum AuthType {
    NONE,
    BASIC,
    BEARER,
    OAUTH2;

    /** The text that stands in a configuration. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The constant with this text; empty when there is none. */
    static Optional<AuthType> ofText(String text) {
        return Arrays.stream(values()).filter(type -> type.text().equals(text)).findFirst();
    }
}
