/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import java.util.regex.Pattern;

/** Removes credentials in URLs from messages. */
public final class UrlCredentials {
    /**
     * The part of a URL before the last {@code @}, or {@code user:password@} without a scheme. The first alternative
     * also covers invalid URLs, for example with a slash or a space in the password.
     */
    private static final Pattern USER_INFO = Pattern.compile("(?<=://).*@|[^\\s:/'\"]+:[^\\s/'\"]+@");

    private UrlCredentials() {}

    /** Returns the text with {@code ***@} in place of a user name and password. */
    public static String mask(String text) {
        return USER_INFO.matcher(text).replaceAll("***@");
    }
}
