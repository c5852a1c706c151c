/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.databases.DatabaseServer;
import io.changefeed.databases.SharedDatabases;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.ProjectFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The local stack for all integration tests of the module, with the installed plugins and JDBC drivers. */
final class ReadModelStack {
    private static final String PLUGIN = "changefeed-read-model";
    private static final List<String> DRIVERS = List.of("org.postgresql.Driver", "org.mariadb.jdbc.Driver");

    private ReadModelStack() {}

    static LocalStack get() {
        return Holder.STACK;
    }

    private static final class Holder {
        static final LocalStack STACK = start();

        private static LocalStack start() {
            LocalStack stack = LocalStack.builder()
                    .pluginPath(plugins())
                    .workerEnvironment(
                            "READ_MODEL_URL", SharedDatabases.postgreSql().url())
                    .workerEnvironment("READ_MODEL_USER", DatabaseServer.USER)
                    .workerEnvironment("READ_MODEL_PASSWORD", DatabaseServer.PASSWORD)
                    .build();
            Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "read-model-stack-stop"));
            return stack.start();
        }

        /** The project's plugins, with the JDBC drivers added to the read-model plugin. */
        private static Path plugins() {
            try {
                Path built = ProjectFolder.find().resolve("target/plugins");
                Path plugins = Files.createTempDirectory("read-model-plugins-");
                for (String plugin : List.of(PLUGIN, "changefeed-dynamodb-streams")) {
                    copy(built.resolve(plugin), Files.createDirectories(plugins.resolve(plugin)));
                }
                for (String driver : DRIVERS) {
                    Path jar = Path.of(Class.forName(driver)
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI());
                    Files.createSymbolicLink(plugins.resolve(PLUGIN).resolve(jar.getFileName()), jar);
                }
                return plugins;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (ClassNotFoundException | URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void copy(Path from, Path to) throws IOException {
            try (Stream<Path> files = Files.list(from)) {
                for (Path file : files.toList()) {
                    Files.createSymbolicLink(to.resolve(file.getFileName()), file);
                }
            }
        }
    }

    /** Kafka Connect logs the creation of a dead letter queue as an error. */
    static void assertNoErrors(String log) {
        assertThat(log.lines())
                .filteredOn(line -> line.contains("ERROR"))
                .allMatch(line -> line.contains("DeadLetterQueueReporter")
                        && line.contains("doesn't exist. Will attempt to create topic"));
    }
}
