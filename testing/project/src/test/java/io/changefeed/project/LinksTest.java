/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the links between the pages of the project. Anchors are those that GitHub makes of headings. */
class LinksTest {
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```|`[^`\\n]*`");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#]*)(?:#([^)\\s]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern LINKED = Pattern.compile("\\[([^\\]]*)]\\([^)]*\\)");

    @Test
    void linksLeadToFilesAndHeadings() {
        List<Path> pages = pages();

        assertThat(pages).hasSizeGreaterThan(40);
        assertThat(pages.stream().flatMap(LinksTest::deadLinks)).isEmpty();
    }

    private static List<Path> pages() {
        Path root = Project.path("");
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !root.relativize(file).toString().matches("(.*/)?(target|\\.\\w+)/.*"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> deadLinks(Path page) {
        String text = CODE.matcher(read(page)).replaceAll("");
        return LINK.matcher(text)
                .results()
                .filter(link -> !link.group(1).contains(":"))
                .filter(link -> isDead(page, link))
                .map(link -> page + ": " + link.group());
    }

    private static boolean isDead(Path page, MatchResult link) {
        Path target = link.group(1).isEmpty()
                ? page
                : page.resolveSibling(link.group(1)).normalize();
        return !Files.exists(target)
                || (link.group(2) != null
                        && target.toString().endsWith(".md")
                        && !anchors(target).contains(link.group(2)));
    }

    private static Set<String> anchors(Path page) {
        return HEADING.matcher(BLOCK.matcher(read(page)).replaceAll(""))
                .results()
                .map(heading -> LINKED.matcher(heading.group(1)).replaceAll("$1"))
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                        .replace(' ', '-'))
                .collect(toSet());
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
