/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;

/**
 * A request header. {@code toString} omits the value.
 *
 * @param isSecret whether the value must not appear in messages
 */
public record Header(String name, String value, boolean isSecret) {
    private static final String AUTHORIZATION = "Authorization";
    private static final String BASIC = "Basic ";

    /** A header that is not secret. */
    public Header(String name, String value) {
        this(name, value, false);
    }

    /** Returns a header whose value must not appear in messages. */
    public static Header secret(String name, String value) {
        return new Header(name, value, true);
    }

    /** Returns an {@code Authorization} header, whose value is a scheme and credentials. */
    public static Header authorization(String value) {
        return secret(AUTHORIZATION, value);
    }

    /**
     * Returns the texts that must not appear in messages: none, the value, or the credentials without their scheme,
     * which is a common word. A server can decode the password of {@code Basic}.
     */
    public List<String> secrets() {
        if (!isSecret) {
            return List.of();
        }
        if (!name.equals(AUTHORIZATION)) {
            return List.of(value);
        }
        String credentials = value.substring(value.indexOf(' ') + 1);
        return value.startsWith(BASIC) ? List.of(credentials, password(credentials)) : List.of(credentials);
    }

    private static String password(String credentials) {
        String decoded = new String(Base64.getDecoder().decode(credentials), UTF_8);
        return decoded.substring(decoded.indexOf(':') + 1);
    }

    @Override
    public String toString() {
        return name + ": …";
    }
}
