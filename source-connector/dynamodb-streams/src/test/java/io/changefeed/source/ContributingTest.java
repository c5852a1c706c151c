/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.localstack.ProjectFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ContributingTest {
    private static final List<String> MODULES = List.of("change-event", "source-connector", "sink-connectors");
    private static final Pattern TEST = Pattern.compile("\\| `([A-Za-z]+)\\.([A-Za-z]+)` \\|");

    @Test
    void theTestsThatAreNamedForTheFailuresOfOthersExist() throws IOException {
        ProjectFolder project = ProjectFolder.find();
        List<MatchResult> named = TEST.matcher(Files.readString(project.resolve("CONTRIBUTING.md")))
                .results()
                .toList();

        assertThat(named)
                .hasSizeGreaterThan(25)
                .allSatisfy(test ->
                        assertThat(source(project, test.group(1) + ".java")).contains(" " + test.group(2) + "("));
    }

    /** The only test of that name, of whichever module. */
    private static String source(ProjectFolder project, String file) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.find(
                    project.resolve(module),
                    Integer.MAX_VALUE,
                    (path, attributes) -> path.endsWith(file) && path.toString().contains("src/test"))) {
                files.forEach(found::add);
            }
        }
        assertThat(found).as("tests of the name %s", file).hasSize(1);
        return Files.readString(found.get(0));
    }
}
