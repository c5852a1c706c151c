/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.changefeed.testing.MarkdownPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The Markdown files of the project, apart from test resources and the templates of the hosting service. */
final class Documents {
    private static final Set<String> OTHER_FOLDERS = Set.of("target", "node_modules", "src", "site");

    private Documents() {}

    static List<MarkdownPage> all() {
        return paths().stream().map(MarkdownPage::of).toList();
    }

    /** Returns the paths of the files that are pages of the documentation site. */
    static List<String> pages() throws IOException {
        List<String> pages = new ArrayList<>();
        navigation().get("sections").forEach(section -> section.forEach(page -> pages.add(page.asText())));
        return pages;
    }

    static List<String> notPages() throws IOException {
        List<String> others = new ArrayList<>();
        navigation().get("notPages").forEach(page -> others.add(page.asText()));
        return others;
    }

    private static JsonNode navigation() throws IOException {
        return new JsonMapper().readTree(Project.read("site/.vitepress/navigation.json"));
    }

    /** Returns the paths of the files, relative to the root. */
    static Set<String> paths() {
        Path root = Project.path("");
        Set<String> found = new TreeSet<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    String name = folder.getFileName().toString();
                    return !folder.equals(root) && (name.startsWith(".") || OTHER_FOLDERS.contains(name))
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(".md")) {
                        found.add(root.relativize(file).toString());
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }
}
