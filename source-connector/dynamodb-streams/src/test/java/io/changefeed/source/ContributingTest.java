/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.local.ProjectFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ContributingTest {
    private static final Pattern TEST = Pattern.compile("\\| `([A-Za-z]+)\\.([A-Za-z]+)` \\|");

    @Test
    void theTestsThatAreNamedForTheFailuresOfOthersExist() throws IOException {
        ProjectFolder project = ProjectFolder.find();
        List<MatchResult> named = TEST.matcher(Files.readString(project.resolve("CONTRIBUTING.md")))
                .results()
                .toList();

        assertThat(named)
                .hasSizeGreaterThan(15)
                .allSatisfy(test -> assertThat(source(project.resolve("source-connector"), test.group(1) + ".java"))
                        .contains(" " + test.group(2) + "("));
    }

    private static String source(Path root, String file) throws IOException {
        try (Stream<Path> files = Files.find(
                root,
                Integer.MAX_VALUE,
                (path, attributes) -> path.endsWith(file) && path.toString().contains("src/test"))) {
            return Files.readString(files.findFirst().orElseThrow(() -> new AssertionError("no test " + file)));
        }
    }
}
