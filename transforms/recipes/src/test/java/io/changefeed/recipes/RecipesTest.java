/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.localstack.ProjectFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the files of the recipes. */
class RecipesTest {
    private static final Path PROJECT = ProjectFolder.find().path();

    @Test
    void documentedQueryIsTheTestedOne() throws IOException {
        String query = Recipe.text("lake/current-state.sql")
                .lines()
                .filter(line -> !line.startsWith("--"))
                .collect(Collectors.joining("\n"));

        assertThat(Files.readString(PROJECT.resolve("docs/transforms.md"))).contains("```sql\n" + query + "\n```");
    }

    @Test
    void everySinkReadsCommittedRecordsOnly() {
        // By default, Connect also delivers records of aborted transactions.
        assertThat(Recipe.SINKS)
                .allMatch(sink ->
                        sink.property("consumer.override.isolation.level").equals("read_committed"));
    }

    @Test
    void everyRecipeIsTestedAndDocumented() throws IOException {
        String documentation = Files.readString(PROJECT.resolve("docs/transforms.md"));
        List<String> posted = Stream.concat(Stream.of(Recipe.SOURCE), Recipe.SINKS.stream())
                .map(Recipe::json)
                .toList();

        try (Stream<Path> files = Files.list(PROJECT.resolve("config/lake"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".json")).toList()) {
                assertThat(documentation).contains("config/lake/" + file.getFileName());
                assertThat(posted).as("posted: %s", file).contains(Files.readString(file));
            }
        }
    }
}
