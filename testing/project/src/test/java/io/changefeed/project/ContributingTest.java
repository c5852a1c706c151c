/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ContributingTest {
    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z]+(?:Test|IT))\\.([a-z][A-Za-z]+)`");

    @Test
    void testsInTableOfFailuresExist() throws IOException {
        List<MatchResult> tests =
                TEST.matcher(Project.read("CONTRIBUTING.md")).results().toList();

        assertThat(tests).hasSizeGreaterThan(25);
        for (MatchResult test : tests) {
            assertThat(source(test.group(1) + ".java"))
                    .as("%s of CONTRIBUTING.md", test.group())
                    .contains(" " + test.group(2) + "(");
        }
    }

    /** Returns the source of a test class, whose name must be unique in the project. */
    private static String source(String file) throws IOException {
        List<Path> found = Project.testSources(file);
        assertThat(found).as("test classes named %s", file).hasSize(1);
        return Files.readString(found.get(0));
    }
}
