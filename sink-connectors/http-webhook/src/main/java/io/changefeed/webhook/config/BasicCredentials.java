/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.config;

/** Checks user names and passwords for basic authentication (RFC 7617), without quoting passwords. */
final class BasicCredentials {
    private BasicCredentials() {}

    static void requireUser(String user) {
        if (user.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "A user name cannot contain a colon, which separates it from the password.");
        }
        requireOneLine(user);
    }

    static void requirePassword(String password) {
        requireOneLine(password);
    }

    static void requireOneLine(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("Contains a line break or another control character.");
        }
    }
}
