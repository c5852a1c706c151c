/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks the code that {@code docs/architecture.md} quotes. */
class ArchitecturePageTest {
    private static final Pattern LOOP =
            Pattern.compile("\\]\\(\\.\\./([a-z-]+/[^)]*\\.java)\\):\\R\\R```java\\R(.*?)```", Pattern.DOTALL);

    @Test
    void quotedLoopsMatchTheCode() throws IOException {
        List<MatchResult> loops =
                LOOP.matcher(Project.read("docs/architecture.md")).results().toList();

        assertThat(loops).as("the loops of the source and of the sinks").hasSize(2);
        for (MatchResult loop : loops) {
            assertThat(Project.read(loop.group(1))).contains(loop.group(2).indent(4));
        }
    }
}
