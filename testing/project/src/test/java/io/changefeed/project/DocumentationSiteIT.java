/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.changefeed.testing.DocumentedCommands;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Builds the documentation site with the documented commands, and checks the result. */
@TestInstance(Lifecycle.PER_CLASS)
class DocumentationSiteIT {
    private static final Path SITE = Project.path("target/site");
    private static final Pattern OTHER_SITE = Pattern.compile("[a-z]+:.*");

    private final Map<Path, Document> pages = new TreeMap<>();

    @BeforeAll
    void build() throws IOException, InterruptedException {
        assumeTrue(
                DocumentedCommands.areInstalled("node", "npm"),
                "The documentation site is not built: Node.js or npm is not installed");
        DocumentedCommands.run("CONTRIBUTING.md", "The documentation site", 1, Map.of());
        try (Stream<Path> files = Files.walk(SITE)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".html")).toList()) {
                pages.put(file, Jsoup.parse(file));
            }
        }
    }

    @Test
    void siteHasEveryPageOfTheNavigation() throws IOException {
        for (String page : Documents.pages()) {
            Path file =
                    SITE.resolve(page.replaceFirst("README\\.md$", "index.md").replaceFirst("md$", "html"));

            assertThat(pages).as("pages of the site").containsKey(file);
        }
    }

    @Test
    void linksLeadToPagesAndTheirHeadings() {
        Set<String> dead = new TreeSet<>();
        pages.forEach((file, page) -> page.select("a[href]").stream()
                .map(link -> link.attr("href"))
                .filter(link -> !OTHER_SITE.matcher(link).matches())
                .filter(link -> isDead(file, link))
                .forEach(link -> dead.add(SITE.relativize(file) + ": " + link)));

        assertThat(dead).as("dead links").isEmpty();
    }

    @Test
    void pagesLoadNothingFromOtherSites() {
        Set<String> loaded = new TreeSet<>();
        for (Document page : pages.values()) {
            for (Element element : page.select("script[src], img[src], link[href]")) {
                loaded.add(element.hasAttr("src") ? element.attr("src") : element.attr("href"));
            }
        }

        assertThat(loaded).isNotEmpty().allMatch(address -> address.startsWith("/") && !address.startsWith("//"));
        assertThat(loaded).allMatch(address -> Files.isRegularFile(SITE.resolve(address.substring(1))));
    }

    private boolean isDead(Path file, String link) {
        String[] parts = link.split("#", 2);
        Path target = target(file, decoded(parts[0]));
        Document page = pages.get(target);
        return page == null
                ? !Files.isRegularFile(target)
                : parts.length == 2 && page.getElementById(decoded(parts[1])) == null;
    }

    private static Path target(Path file, String link) {
        if (link.isEmpty()) {
            return file;
        }
        Path target = link.startsWith("/")
                ? SITE.resolve(link.substring(1))
                : file.resolveSibling(link).normalize();
        return Files.isDirectory(target) ? target.resolve("index.html") : target;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
