/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents, their examples and the files in {@code deploy} name the version that this build releases. */
class DocumentedVersionTest {
    private static final Pattern REVISION = Pattern.compile("<revision>([0-9.]+)-SNAPSHOT</revision>");
    private static final Pattern VERSION = Pattern.compile("(?:changefeed-(?:[a-z-]+[:-])?|VERSION=|bin/release |\\bv"
            + "|\"version\": ?\"|Status:\\*\\* version )(0\\.[0-9]+\\.[0-9]+)\\b");

    @Test
    void versionsInDocumentsAndDeployAreThatOfTheBuild() throws IOException {
        String version = REVISION.matcher(Project.read("pom.xml"))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        Set<String> files = new TreeSet<>(Documents.paths());
        files.remove("CHANGELOG.md");
        try (Stream<Path> deploy = Files.walk(Project.path("deploy"))) {
            deploy.filter(Files::isRegularFile)
                    .forEach(file -> files.add(Project.path("").relativize(file).toString()));
        }

        Set<String> others = new TreeSet<>();
        int found = 0;
        for (String file : files) {
            for (var match : VERSION.matcher(Project.read(file)).results().toList()) {
                found++;
                if (!match.group(1).equals(version)) {
                    others.add(file + ": " + match.group());
                }
            }
        }

        assertThat(others).as("other versions than %s", version).isEmpty();
        assertThat(found).isGreaterThan(15);
    }
}
