/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel;

import io.changefeed.localstack.LocalStackException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The plugin directories that the worker needs, of which that of our sink has PostgreSQL's driver, as users put it there. */
final class Plugins {
    private static final String SINK = "changefeed-read-model";
    private static final String DEBEZIUM = "debezium-connector-jdbc";
    private static final String DRIVER = "org.postgresql.Driver";

    private Plugins() {}

    /**
     * Gathers them.
     *
     * @param project the project's folder
     * @param folder a new one, which ends with the measurement
     */
    static void gather(Path project, Path folder) {
        try {
            link(project.resolve("target/plugins/changefeed-transforms"), folder);
            link(project.resolve("target/plugins").resolve(SINK), folder);
            link(project.resolve("benchmarks/read-model/target/plugins").resolve(DEBEZIUM), folder);
            Path driver = Path.of(Class.forName(DRIVER)
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Files.createSymbolicLink(folder.resolve(SINK).resolve(driver.getFileName()), driver);
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
