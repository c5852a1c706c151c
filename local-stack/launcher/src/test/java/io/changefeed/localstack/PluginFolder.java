/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import io.changefeed.localstack.counting.CountingConnector;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Creates a plugin path with the plugin of these tests. */
final class PluginFolder {
    private PluginFolder() {}

    static Path in(Path parent) throws IOException, URISyntaxException {
        Path classes = Path.of(CountingConnector.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path plugins = Files.createDirectories(parent.resolve("plugins"));
        copy(classes, "META-INF", plugins.resolve("counting"));
        copy(classes, "io/changefeed/localstack/counting", plugins.resolve("counting"));
        return plugins;
    }

    private static void copy(Path from, String folder, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(from.resolve(folder))) {
            files = tree.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Path copy = to.resolve(from.relativize(file));
            Files.createDirectories(copy.resolve(".."));
            Files.copy(file, copy);
        }
    }
}
