/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.local.ProjectFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    private static final Pattern LOOP =
            Pattern.compile("\\]\\((source-connector/[^)]*\\.java)\\):\\R\\R```java\\R(.*?)```", Pattern.DOTALL);

    @Test
    void theLoopInTheReadmeStandsInTheFile() throws IOException {
        ProjectFolder project = ProjectFolder.find();
        Matcher loop = LOOP.matcher(Files.readString(project.resolve("README.md")));

        assertThat(loop.find()).as("README.md shows the loop").isTrue();
        assertThat(Files.readString(project.resolve(loop.group(1))))
                .contains(loop.group(2).indent(4));
    }
}
