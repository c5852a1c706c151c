/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The metrics and the keys of the status lines that {@code docs/monitoring.md} lists. */
public final class MonitoringPage {
    private static final Path PAGE = Path.of("docs", "monitoring.md");
    private static final Pattern NAME = Pattern.compile("`([a-z0-9-]+)`");

    private static final Pattern KEY = Pattern.compile(" ([a-z-]+)=");

    private MonitoringPage() {}

    /**
     * Returns the names in the first column of the tables below a heading.
     *
     * @param heading with its number signs
     */
    public static Set<String> names(String heading) {
        List<String> lines = lines();
        int start = lines.indexOf(heading) + 1;
        if (start == 0) {
            throw new IllegalArgumentException(PAGE + " has no heading " + heading);
        }
        Set<String> names = new TreeSet<>();
        lines.stream()
                .skip(start)
                .takeWhile(line -> !line.startsWith("#"))
                .filter(line -> line.startsWith("|"))
                .map(line -> line.split("\\|", -1)[1])
                .flatMap(cell -> NAME.matcher(cell).results())
                .map(name -> name.group(1))
                .forEach(names::add);
        return names;
    }

    /** Returns the keys of a status line. */
    public static Set<String> keys(String statusLine) {
        Set<String> keys = new TreeSet<>();
        KEY.matcher(statusLine).results().map(key -> key.group(1)).forEach(keys::add);
        return keys;
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(MarkdownPage.root().resolve(PAGE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
