/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.project.Plugin.Library;
import io.changefeed.project.Plugin.PluginClass;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Every plugin as users install it, and its reference pages in {@code config/reference}, which
 * {@code mvn verify -pl testing/project -am -Dreference.write=true} generates.
 */
@ParameterizedClass
@FieldSource("io.changefeed.project.Plugins#ALL")
class PluginsIT {
    private static final List<Class<?>> SERVICES =
            List.of(SourceConnector.class, SinkConnector.class, Transformation.class);
    private static final Pattern CODE = Pattern.compile("`[^`]+`");

    private final Plugin plugin;

    PluginsIT(Plugin plugin) {
        this.plugin = plugin;
    }

    @Test
    void pluginDirectoryHoldsTheFilesOfTheArchive() throws IOException {
        assertThat(plugin.files())
                .allSatisfy(file -> assertThat(plugin.directory().resolve(file)).isRegularFile());
    }

    @Test
    void archiveHoldsLicensesAndPlainJarsOnly() throws IOException {
        assertThat(plugin.files())
                .contains("LICENSE", "NOTICE", "THIRD-PARTY.txt")
                .allMatch(file -> file.matches("LICENSE|NOTICE|THIRD-PARTY.txt|[^/]+\\.jar"));
    }

    @Test
    void archiveHoldsTheModulesOfThePlugin() throws IOException {
        String suffix = "-" + plugin.version() + ".jar";

        assertThat(plugin.files())
                .filteredOn(file -> file.startsWith("changefeed-"))
                .containsExactlyInAnyOrderElementsOf(plugin.modules().stream()
                        .map(module -> "changefeed-" + module + suffix)
                        .toList());
    }

    @Test
    void archiveHoldsNothingThatTheWorkerOrTheUserProvides() throws IOException {
        assertThat(plugin.files())
                .noneMatch(file -> file.matches("(connect-|kafka|slf4j|log4j|cloud-firestore-emulator|DynamoDBLocal"
                        + "|postgresql|mariadb).*"));
    }

    @Test
    void thirdPartyJarsAreListedAndAllowed() throws IOException {
        List<Library> libraries = plugin.thirdParties();

        assertThat(plugin.files())
                .filteredOn(file -> file.endsWith(".jar") && !file.startsWith("changefeed-"))
                .allSatisfy(jar -> assertThat(libraries).anyMatch(library -> library.isIn(jar)));
        assertThat(libraries)
                .allMatch(library ->
                        plugin.groups().contains(library.group()) || Plugin.EVERYWHERE.contains(library.group()))
                .extracting(Library::artifact)
                .containsAll(plugin.libraries());
    }

    @Test
    void serviceLoaderFindsTheClassesAndTheirVersion() throws IOException {
        String version = plugin.version();
        try (PluginClassLoader loader = new PluginClassLoader(plugin.jars())) {
            assertThat(instances(loader))
                    .containsOnlyKeys(
                            plugin.classes().stream().map(PluginClass::name).toArray(String[]::new))
                    .allSatisfy((name, instance) ->
                            assertThat(((Versioned) instance).version()).isEqualTo(version));
        }
    }

    @Test
    void referencePagesAreCurrent() throws IOException, ReflectiveOperationException {
        try (PluginClassLoader loader = new PluginClassLoader(plugin.jars())) {
            Map<String, Object> instances = instances(loader);
            for (PluginClass plugged : plugin.classes()) {
                Path file = Project.path("config/reference/" + plugged.page() + ".md");
                String page = page(plugged, requireNonNull(instances.get(plugged.name())))
                        .markdown();
                if (Boolean.getBoolean("reference.write")) {
                    Files.writeString(file, page);
                }
                assertThat(file)
                        .as("%s is not current: mvn verify -pl testing/project -am -Dreference.write=true", file)
                        .hasContent(page);
                assertThat(CODE.matcher(page).replaceAll(""))
                        .as("%s without code spans", file)
                        .doesNotContain("<", "``");
            }
        }
    }

    private static Map<String, Object> instances(PluginClassLoader loader) {
        return SERVICES.stream()
                .flatMap(service -> instances(service, loader))
                .collect(toMap(instance -> instance.getClass().getName(), instance -> instance));
    }

    private static Stream<Object> instances(Class<?> service, PluginClassLoader loader) {
        return ServiceLoader.load(service, loader).stream().map(ServiceLoader.Provider::get);
    }

    private static ReferencePage page(PluginClass plugged, Object instance) throws ReflectiveOperationException {
        ConfigDef definition =
                instance instanceof Connector connector ? connector.config() : ((Transformation<?>) instance).config();
        if (plugged.definitions().isPresent()) {
            Method reference = Class.forName(
                            plugged.definitions().get(),
                            true,
                            instance.getClass().getClassLoader())
                    .getDeclaredMethod("reference");
            reference.setAccessible(true);
            definition = (ConfigDef) reference.invoke(null);
        }
        return new ReferencePage(instance.getClass(), plugged.selector(), plugged.overview(), definition);
    }
}
