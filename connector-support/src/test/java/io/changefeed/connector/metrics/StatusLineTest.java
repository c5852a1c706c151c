/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusLineTest {
    private static final Pattern PAIR = Pattern.compile("([a-z-]+)=(\"(?:[^\"\\\\]|\\\\.)*\"|[^ \"]*)(?: |$)");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(u[0-9a-f]{4}|.)");

    private final Map<String, Long> totals = new HashMap<>();

    private StatusLine line(Duration elapsed) {
        return new StatusLine(Instant.EPOCH, elapsed, totals);
    }

    private StatusLine line() {
        return line(Duration.ofMinutes(1));
    }

    /** The values by key, as a program reads them from the log. */
    private static Map<String, String> parse(String line) {
        return PAIR.matcher(line.substring("Status: ".length()))
                .results()
                .collect(Collectors.toMap(pair -> pair.group(1), StatusLineTest::value));
    }

    private static String value(MatchResult pair) {
        String text = pair.group(2);
        if (!text.startsWith("\"")) {
            return text;
        }
        return ESCAPE.matcher(text.substring(1, text.length() - 1))
                .replaceAll(escape -> Matcher.quoteReplacement(unescape(escape.group(1))));
    }

    private static String unescape(String escaped) {
        return escaped.length() == 1 ? escaped : Character.toString(Integer.parseInt(escaped.substring(1), 16));
    }

    @Test
    void valuesAreSeparatedBySpaces() {
        assertThat(line().add("connector", "orders").add("lag-ms", 12).add("ratio", 0.25))
                .hasToString("Status: connector=orders lag-ms=12 ratio=0.25");
    }

    @Test
    void numbersHaveAtMostTwoDecimals() {
        assertThat(line().add("a", 3.0).add("b", 2.0 / 3).add("c", 1e12))
                .hasToString("Status: a=3 b=0.67 c=1000000000000");
    }

    @Test
    void numberThatIsNotKnownIsUnknown() {
        assertThat(line().add("lag-ms", Double.NaN)).hasToString("Status: lag-ms=unknown");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "\"",
                "\\",
                "\\\"",
                "a=b",
                "a\nStatus: b=c",
                "\t\r",
                "a\u2028b\u0085",
                "größe",
                "https://example.com/${table}/é",
                "😀 \uD83D"
            })
    void anyTextCanBeReadFromTheLine(String text) {
        String line = line().add("before", 1).add("text", text).add("after", 2).toString();

        assertThat(parse(line)).isEqualTo(Map.of("before", "1", "text", text, "after", "2"));
        assertThat(line.lines()).hasSize(1);
        assertThat(line).doesNotContain("\u2028", "\u0085");
    }

    @Test
    void credentialsInUrlsAreMasked() {
        assertThat(line().add("route", "https://user:secret@example.com/x").toString())
                .doesNotContain("user", "secret")
                .endsWith("example.com/x");
    }

    @Test
    void rateIsTheGrowthPerSecondSinceThePreviousLine() {
        assertThat(line().addRate("rate", 120)).hasToString("Status: rate=2");
        assertThat(line(Duration.ofSeconds(8)).addRate("rate", 124)).hasToString("Status: rate=0.50");
        assertThat(line().addRate("rate", 124)).hasToString("Status: rate=0");
    }

    @Test
    void rateWithoutElapsedTimeIsZero() {
        assertThat(line(Duration.ZERO).addRate("rate", 120)).hasToString("Status: rate=0");
    }
}
