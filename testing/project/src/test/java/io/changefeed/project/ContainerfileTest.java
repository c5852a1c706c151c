/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties of the images that can be read in their Containerfiles. No container engine builds them here. */
class ContainerfileTest {
    private static final String WORKER = "deploy/container/worker.Containerfile";
    private static final String PLUGIN = "deploy/container/plugin.Containerfile";
    private static final Pattern INSTRUCTION = Pattern.compile("([A-Z]+) (.+)");

    /** An instruction, with its continuation lines. */
    private record Instruction(String name, String arguments) {}

    @ParameterizedTest
    @ValueSource(strings = {WORKER, PLUGIN})
    void consistsOfKnownInstructionsOnly(String file) throws IOException {
        assertThat(instructions(file))
                .extracting(Instruction::name)
                .isSubsetOf(
                        "ARG",
                        "FROM",
                        "COPY",
                        "WORKDIR",
                        "RUN",
                        "LABEL",
                        "ENV",
                        "USER",
                        "EXPOSE",
                        "HEALTHCHECK",
                        "ENTRYPOINT")
                .containsSubsequence("ARG", "FROM", "COPY", "RUN", "FROM", "LABEL", "COPY", "USER");
    }

    @ParameterizedTest
    @ValueSource(strings = {WORKER, PLUGIN})
    void everyBaseImageHasAVersion(String file) throws IOException {
        assertThat(arguments(file, "ARG"))
                .filteredOn(argument -> argument.contains("IMAGE"))
                .isNotEmpty()
                .allMatch(argument -> argument.matches("[A-Z_]+IMAGE=[a-z./]+:[0-9]+(\\.[0-9]+)+"));
        assertThat(arguments(file, "FROM"))
                .allMatch(image -> image.matches("\\$\\{[A-Z_]+IMAGE}( AS [a-z]+)?|scratch"));
    }

    @ParameterizedTest
    @ValueSource(strings = {WORKER, PLUGIN})
    void checksTheSumOfTheArchiveBeforeItIsUnpacked(String file) throws IOException {
        assertThat(arguments(file, "RUN")).singleElement().asString().containsSubsequence("sha512sum -c", "&& unzip");
    }

    @ParameterizedTest
    @ValueSource(strings = {WORKER, PLUGIN})
    void lastUserIsNotRootAndHasANumber(String file) throws IOException {
        assertThat(arguments(file, "USER")).last().asString().matches("[1-9][0-9]*:[1-9][0-9]*");
    }

    @Test
    void workerCopiesSettingsThatExist() throws IOException {
        assertThat(arguments(WORKER, "COPY"))
                .contains("worker.properties log4j2.properties /etc/changefeed/")
                .contains("--from=plugins /plugins/ /opt/changefeed/plugins/");
        assertThat(Project.path("deploy/container/worker.properties")).exists();
        assertThat(Project.path("deploy/container/log4j2.properties")).exists();
    }

    @Test
    void workerHasAHealthCheckAndWritesToTmpOnly() throws IOException {
        assertThat(arguments(WORKER, "HEALTHCHECK"))
                .singleElement()
                .asString()
                .contains("http://127.0.0.1:8083/health");
        assertThat(arguments(WORKER, "ENV")).singleElement().asString().contains("LOG_DIR=/tmp/", "log4j2.properties");
        assertThat(Project.read("deploy/container/log4j2.properties")).doesNotContain("File");
        assertThat(List.of(Project.read(WORKER), Project.read("deploy/README.md")))
                .allMatch(text -> text.contains("--tmpfs /tmp:rw,exec,nosuid,nodev"));
    }

    /** The format of OCI, which is Podman's default, has no health checks. */
    @Test
    void documentedBuildKeepsTheHealthCheck() throws IOException {
        assertThat(Project.read(WORKER)).contains("podman build --format docker ");
    }

    @Test
    void kafkaIsTheTestedVersion() throws IOException {
        String version = Project.read("pom.xml").replaceAll("(?s).*<kafka\\.version>(.*)</kafka\\.version>.*", "$1");

        assertThat(arguments(WORKER, "ARG")).contains("KAFKA_IMAGE=docker.io/apache/kafka:" + version);
    }

    private static List<String> arguments(String file, String instruction) throws IOException {
        return instructions(file).stream()
                .filter(line -> line.name().equals(instruction))
                .map(Instruction::arguments)
                .toList();
    }

    private static List<Instruction> instructions(String file) throws IOException {
        String joined = Project.read(file).replaceAll("(?m)^#.*\\n", "").replaceAll("\\\\\\n\\s*", "");
        return joined.lines()
                .filter(line -> !line.isBlank())
                .map(line -> {
                    var matcher = INSTRUCTION.matcher(line);
                    assertThat(matcher.matches()).as(line).isTrue();
                    return new Instruction(matcher.group(1), matcher.group(2));
                })
                .toList();
    }
}
