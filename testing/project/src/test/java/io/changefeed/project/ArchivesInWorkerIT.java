/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.changefeed.localstack.ConnectWorker;
import io.changefeed.localstack.LocalStack;
import io.changefeed.project.Plugin.Library;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Workers with only Kafka on their class path and only the unpacked archives on their plugin path. */
@TestInstance(Lifecycle.PER_CLASS)
class ArchivesInWorkerIT {
    private LocalStack stack;
    private Path plugins;

    @BeforeAll
    void unpackArchives(@TempDir Path folder) throws IOException {
        plugins = folder.resolve("plugins");
        Path bundle = Files.createDirectories(plugins.resolve("bundle"));
        for (Plugin plugin : Plugins.ALL) {
            plugin.unpack(bundle);
        }
        stack = LocalStack.builder().pluginPath(bundle).build();
        stack.broker().start();
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    @Test
    void workerFindsThePluginsOfAllArchives() throws IOException {
        ConnectWorker worker = stack.worker();
        worker.start();

        assertThat(changefeedPlugins(worker.rest().plugins())).containsExactlyInAnyOrderElementsOf(expected());
    }

    /**
     * The settings of the container image, and one plugin directory for all archives, as services that unpack the bundle
     * into one directory have: all plugins share a class loader.
     */
    @Test
    void workerOfTheImageFindsAllPluginsInOnePluginDirectory() throws IOException {
        Map<String, String> properties = imageProperties();
        properties.remove("listeners");
        properties.put("plugin.path", plugins.toString());
        ConnectWorker worker = stack.addWorker(properties);
        worker.start();

        assertThat(changefeedPlugins(worker.rest().plugins())).containsExactlyInAnyOrderElementsOf(expected());
    }

    private static Map<String, String> imageProperties() throws IOException {
        Properties file = new Properties();
        file.load(new StringReader(Project.read("deploy/container/worker.properties")));
        Map<String, String> properties = new TreeMap<>();
        file.stringPropertyNames().forEach(name -> properties.put(name, file.getProperty(name)));
        return properties;
    }

    @Test
    void pluginsThatShareAClassLoaderHaveOneVersionOfEachLibrary() throws IOException {
        Map<String, Set<String>> versions = new TreeMap<>();
        for (Plugin plugin : Plugins.ALL) {
            for (Library library : plugin.thirdParties()) {
                versions.computeIfAbsent(library.group() + ":" + library.artifact(), name -> new TreeSet<>())
                        .add(library.version());
            }
        }

        assertThat(versions).allSatisfy((library, all) -> assertThat(all).hasSize(1));
    }

    private static List<String> expected() throws IOException {
        String version = Project.version();
        return Plugins.ALL.stream()
                .flatMap(plugin -> plugin.classes().stream())
                .map(type -> type.name() + " " + version)
                .toList();
    }

    private static List<String> changefeedPlugins(JsonNode plugins) {
        List<String> found = new ArrayList<>();
        plugins.forEach(plugin -> {
            if (plugin.path("class").asText().startsWith("io.changefeed")) {
                found.add(plugin.path("class").asText() + " "
                        + plugin.path("version").asText());
            }
        });
        return found;
    }
}
