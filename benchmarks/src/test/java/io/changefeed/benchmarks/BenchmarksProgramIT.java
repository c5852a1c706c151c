/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.benchmarks.peer.PeerConnector;
import io.changefeed.localstack.ProjectFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.kafka.connect.source.SourceConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarksProgramIT {
    private static final String NAME = PeerConnector.class.getName();
    private static final String SERVICES = "META-INF/services/" + SourceConnector.class.getName();
    private static final String CONFIGURATION = """
            {
              "name": "peer",
              "config": {
                "connector.class": "%s",
                "endpoint": "${env:DYNAMODB_ENDPOINT}",
                "table": "${env:TABLE}",
                "topic": "${env:TOPIC}",
                "value.converter": "org.apache.kafka.connect.storage.StringConverter"
              }
            }
            """.formatted(NAME);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void connectorOfAnotherPluginFolderIsMeasuredBesideOurs() throws IOException, URISyntaxException {
        Path plugin = Files.createDirectories(folder.resolve("plugins/peer"));
        createJar(plugin.resolve("peer.jar"));
        Path connector = Files.writeString(folder.resolve("peer.json"), CONFIGURATION);

        int exit = new BenchmarksProgram(
                        ProjectFolder.find(), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8))
                .run(
                        "speed",
                        "--records=3000",
                        "--shards=1",
                        "--runs=1",
                        "--warm-up=0",
                        "--plugins=" + plugin.getParent(),
                        "--connector=" + connector);

        assertThat(exit).as(err.toString(UTF_8)).isZero();
        // The last columns: no record is missing, none is repeated.
        assertThat(out.toString(UTF_8))
                .containsPattern("\\| \\(a\\) loop of the SDK ")
                .containsPattern("\\| \\(b\\) json, items as dynamodb-json .*\\| +0 \\| +0 \\|")
                .containsPattern("\\| \\(c\\) peer .*\\| +0 \\| +0 \\|")
                .contains("Load average");
    }

    private static void createJar(Path jar) throws IOException, URISyntaxException {
        Path classes = Path.of(PeerConnector.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.list(classes.resolve("io/changefeed/benchmarks/peer"))) {
            out.putNextEntry(new JarEntry(SERVICES));
            out.write(NAME.getBytes(UTF_8));
            for (Path file : files.toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
    }
}
