/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.localstack.ProjectFolder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadModelProgramIT {
    private static final Pattern MEASURED = Pattern.compile("^\\| \\((?<letter>[a-d])\\).*\\d");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void everyCaseRunsWithFewEvents() {
        assertThat(run("--events", "200000", "--warm-up", "0", "--seconds", "2", "--items", "20000"))
                .as(err.toString(UTF_8))
                .isZero();

        assertThat(letters())
                .containsExactlyElementsOf(List.of(
                        "a", "b", "c", "d", // owned rows in SQL, soft deletes
                        "a", "b", // hard deletes
                        "a", "b", // shared rows
                        "a", "a", "a", "b", "b", "b", // lookups
                        "a", "b", // owned rows in DynamoDB
                        "a", "b")); // shared rows
    }

    @Test
    void unknownCaseIsRejected() {
        assertThat(run("sql-unknown")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("there is no case 'sql-unknown'");
    }

    private int run(String... arguments) {
        return new ReadModelProgram(
                        ProjectFolder.find(), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8))
                .run(arguments);
    }

    private List<String> letters() {
        return out.toString(UTF_8)
                .lines()
                .map(MEASURED::matcher)
                .filter(line -> line.find())
                .map(line -> line.group("letter"))
                .toList();
    }
}
