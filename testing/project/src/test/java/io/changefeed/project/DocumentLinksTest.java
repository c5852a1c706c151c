/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.testing.MarkdownPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Readers find every page, and every link leads to something. */
class DocumentLinksTest {
    private static final Pattern OTHER_SITE = Pattern.compile("[a-z]+:.*");

    private final Map<String, MarkdownPage> pages =
            Documents.all().stream().collect(Collectors.toMap(MarkdownPage::path, Function.identity()));

    @Test
    void relativeLinksLeadToFilesAndHeadings() {
        List<String> dead = new ArrayList<>();
        for (MarkdownPage page : pages.values()) {
            page.links().stream()
                    .filter(link -> !OTHER_SITE.matcher(link).matches())
                    .filter(link -> isDead(page, link))
                    .forEach(link -> dead.add(page.path() + ": " + link));
        }

        assertThat(dead).as("dead links").isEmpty();
    }

    private boolean isDead(MarkdownPage page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty()
                ? Path.of(page.path())
                : Path.of(page.path()).resolveSibling(parts[0]).normalize();
        if (!Files.exists(Project.path(target.toString()))) {
            return true;
        }
        MarkdownPage there = pages.get(target.toString());
        return parts.length == 2 && (there == null || !there.anchors().contains(parts[1]));
    }

    @Test
    void everyPageIsInTheNavigationOfTheSite() throws IOException {
        List<String> listed = new ArrayList<>(Documents.pages());
        listed.addAll(Documents.notPages());

        assertThat(listed)
                .as("pages of site/.vitepress/navigation.json")
                .containsExactlyInAnyOrderElementsOf(pages.keySet());
    }
}
