/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.response;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The start of a response body for messages. An endpoint can echo its request, so a start that repeats a secret of the
 * request is not shown. It is omitted as a whole: the text around a masked secret would help to guess it.
 */
final class Excerpt {
    private static final int LENGTH = 200;

    /** This many letters and digits in a row of a secret are taken for the secret. */
    private static final int FRAGMENT = 8;

    private Excerpt() {}

    /** Returns the first 200 characters, or the reason for which they are omitted. */
    static String of(String body, List<String> secrets) {
        String text = body.strip();
        String start =
                text.substring(0, text.offsetByCodePoints(0, Math.min(LENGTH, text.codePointCount(0, text.length()))));
        return secrets.stream().anyMatch(secret -> repeats(start, secret))
                ? "(a body that repeats a secret of the request)"
                : start;
    }

    /** Compares only letters and digits, which no encoding changes, and parts, because the end can be cut off. */
    private static boolean repeats(String start, String secret) {
        String significant = significant(secret);
        if (significant.length() < FRAGMENT) {
            return !secret.isEmpty() && start.contains(secret);
        }
        String shown = significant(start);
        return IntStream.rangeClosed(0, significant.length() - FRAGMENT)
                .anyMatch(from -> shown.contains(significant.substring(from, from + FRAGMENT)));
    }

    private static String significant(String text) {
        return text.codePoints()
                .filter(Character::isLetterOrDigit)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
