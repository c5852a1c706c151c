/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel;

import io.changefeed.localstack.LocalStackException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Creates the plugin path of the worker, with the JDBC drivers in the plugin directory of the read-model sink, where
 * users put them.
 */
final class Plugins {
    private static final String SINK = "changefeed-read-model";
    private static final String DEBEZIUM = "debezium-connector-jdbc";
    private static final List<String> DRIVERS = List.of("org.postgresql.Driver", "org.mariadb.jdbc.Driver");

    private Plugins() {}

    /**
     * Links all plugins into one folder.
     *
     * @param project the root folder of the project
     * @param folder a new folder, which is deleted after the measurement
     */
    static void gather(Path project, Path folder) {
        try {
            link(project.resolve("target/plugins/changefeed-transforms"), folder);
            link(project.resolve("target/plugins").resolve(SINK), folder);
            link(project.resolve("benchmarks/read-model/target/plugins").resolve(DEBEZIUM), folder);
            for (String name : DRIVERS) {
                Path driver = Path.of(Class.forName(name)
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
                Files.createSymbolicLink(folder.resolve(SINK).resolve(driver.getFileName()), driver);
            }
        } catch (IOException | URISyntaxException | ClassNotFoundException e) {
            throw new LocalStackException("cannot gather the plugins in " + folder + ": " + e, e);
        }
    }

    private static void link(Path plugin, Path folder) throws IOException {
        Path target = Files.createDirectories(folder.resolve(plugin.getFileName()));
        try (Stream<Path> files = Files.list(plugin)) {
            for (Path file : files.toList()) {
                Files.createSymbolicLink(target.resolve(file.getFileName()), file.toRealPath());
            }
        }
    }
}
