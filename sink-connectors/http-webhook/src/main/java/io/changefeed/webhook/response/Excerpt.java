/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.response;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The start of a response body for messages. An endpoint can echo its request, so a start that repeats a secret of the
 * request is not shown. It is omitted as a whole: the text around a masked secret would help to guess it.
 */
final class Excerpt {
    private static final int LENGTH = 200;

    /** This many letters and digits in a row of a secret are taken for the secret. */
    private static final int FRAGMENT = 8;

    /** A character in a URL, in HTML or in JSON, written with letters and digits that the text does not have. */
    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}|&#?\\w{1,8};|\\\\u[0-9A-Fa-f]{4}");

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

    /** Compares only letters and digits, which no encoding escapes, and parts, because the end can be cut off. */
    private static boolean repeats(String start, String secret) {
        String significant = significant(secret);
        if (significant.length() < FRAGMENT) {
            return !secret.isEmpty() && start.contains(secret);
        }
        List<String> shown = Stream.of(start, ESCAPE.matcher(start).replaceAll(""))
                .map(Excerpt::significant)
                .toList();
        return IntStream.rangeClosed(0, significant.length() - FRAGMENT)
                .mapToObj(from -> significant.substring(from, from + FRAGMENT))
                .anyMatch(fragment -> shown.stream().anyMatch(text -> text.contains(fragment)));
    }

    private static String significant(String text) {
        return text.codePoints()
                .filter(Character::isLetterOrDigit)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
