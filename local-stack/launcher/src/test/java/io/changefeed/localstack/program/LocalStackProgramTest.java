/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalStackProgramTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void reportsUnknownOption() {
        assertThat(run(Map.of(), "--nodemo")).isNotZero();
        assertThat(err.toString(UTF_8))
                .isEqualTo("local-stack: Unknown option: '--nodemo'; bin/local-stack --help lists the options\n");
    }

    @Test
    void reportsOptionWithoutValue() {
        assertThat(run(Map.of(), "--data")).isNotZero();
        assertThat(err.toString(UTF_8)).hasLineCount(1).contains("'--data' (DIR)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "65536", "99999", "123456", "-1", "80a", " 80"})
    void rejectsPortOutOfRange(String port) {
        assertThat(run(Map.of("KAFKA_PORT", port))).isNotZero();
        assertThat(err.toString(UTF_8))
                .isEqualTo("local-stack: KAFKA_PORT is '" + port + "': it must be a port, 1 to 65535\n");
    }

    @Test
    void rejectsFileAsDataDirectory(@TempDir Path folder) throws java.io.IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThat(run(Map.of(), "--data", file.toString())).isNotZero();
        assertThat(err.toString(UTF_8)).hasLineCount(1).contains(file + " as data directory: it is not a directory");
    }

    @Test
    void reportsMissingFirestoreEmulator() {
        assertThat(run(Map.of("FIRESTORE_EMULATOR_JAR", "/no/such.jar"), "--firestore"))
                .isNotZero();
        assertThat(err.toString(UTF_8))
                .isEqualTo("local-stack: FIRESTORE_EMULATOR_JAR is '/no/such.jar', which does not exist\n");
    }

    private int run(Map<String, String> environment, String... arguments) {
        PrintStream stream = new PrintStream(err, true, UTF_8);
        return new LocalStackProgram(environment, stream, stream).run(arguments);
    }
}
