/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SinkFilesTest {
    private static final Path SINKS = Path.of("../../config/sinks");

    @Test
    void everySinkReadsOnlyCommittedRecords() throws IOException {
        for (Path file : files()) {
            assertThat(consumer(file, "isolation.level"))
                    .as("isolation level of %s: not set by Connect, and aborted records would be delivered", file)
                    .isEqualTo("read_committed");
        }
    }

    @Test
    void noSinkCreatesTheTopicThatItReads() throws IOException {
        for (Path file : files()) {
            assertThat(consumer(file, "allow.auto.create.topics"))
                    .as("topics created by %s: they would have the default number of partitions of the broker", file)
                    .isEqualTo("false");
        }
    }

    private static String consumer(Path file, String property) throws IOException {
        return new ObjectMapper()
                .readTree(file.toFile())
                .at("/config/consumer.override." + property)
                .asText();
    }

    private static List<Path> files() throws IOException {
        if (!Files.isDirectory(SINKS)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(SINKS)) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }
}
