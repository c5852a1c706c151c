/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.changefeed.project.Plugin.Library;
import io.changefeed.testing.MarkdownPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/** The archives have the layout, the names and the manifest that Confluent documents for component archives. */
@ParameterizedClass
@FieldSource("io.changefeed.project.Plugins#ALL")
class ComponentArchiveIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String LICENSES = "doc/licenses/";
    private static final Pattern OWNER = Pattern.compile("[a-z0-9_]{2,255}");
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{2,255}");
    private static final Pattern APACHE = Pattern.compile("(The )?Apache( Software)?( License|-2| 2|,).*");
    private static final Pattern NOTICE = Pattern.compile("(?i)(.*/)?[^/]*(LICEN[CS]E|NOTICE)[^/]*(?<!\\.class)");
    private static final Pattern OTHER_SITE = Pattern.compile("[a-z]+:.*");

    private final Plugin plugin;

    ComponentArchiveIT(Plugin plugin) {
        this.plugin = plugin;
    }

    @Test
    void archiveHasTheDocumentedLayout() throws IOException {
        String folder = plugin.artifact() + "-" + Project.version() + "/";

        assertThat(plugin.entries()).allMatch(entry -> entry.startsWith(folder));
        assertThat(plugin.files())
                .contains("manifest.json", "doc/README.md", "doc/CHANGELOG.md")
                .contains("doc/LICENSE", "doc/NOTICE", "doc/THIRD-PARTY.txt")
                .allMatch(file -> file.matches("manifest\\.json|lib/[^/]+\\.jar|assets/[^/]+|(doc|etc)/.+"));
    }

    @Test
    void manifestDescribesTheArchive() throws IOException {
        JsonNode manifest = JSON.readTree(Files.readString(file("manifest.json")));

        assertThat(fields(manifest))
                .containsExactlyInAnyOrder(
                        "name",
                        "version",
                        "title",
                        "description",
                        "owner",
                        "support",
                        "tags",
                        "requirements",
                        "features",
                        "logo",
                        "documentation_url",
                        "source_url",
                        "license",
                        "component_types",
                        "release_date");
        assertThat(fields(manifest.get("owner"))).containsExactlyInAnyOrder("username", "type", "name", "url", "logo");
        assertThat(manifest.at("/owner/username").asText()).matches(OWNER);
        assertThat(manifest.at("/owner/type").asText()).isEqualTo("organization");
        assertThat(manifest.at("/name").asText()).matches(NAME);
        assertThat(manifest.at("/owner/username").asText() + "-"
                        + manifest.at("/name").asText())
                .isEqualTo(plugin.artifact());
        assertThat(manifest.at("/version").asText()).isEqualTo(Project.version());
        assertThat(manifest.at("/title").asText()).isNotBlank();
        assertThat(manifest.at("/description").asText()).endsWith(".");
        assertThat(texts(manifest.at("/component_types"))).isEqualTo(types());
        assertThat(texts(manifest.at("/tags"))).isNotEmpty();
        assertThat(manifest.at("/license/0/name").asText()).isEqualTo("Apache License 2.0");
        assertThat(LocalDate.parse(manifest.at("/release_date").asText())).isAfter("2026-01-01");
        assertThat(plugin.files())
                .contains(
                        manifest.at("/logo").asText(),
                        manifest.at("/owner/logo").asText());
    }

    @Test
    void archiveHasItsConfigurationsOnly() throws IOException {
        assertThat(plugin.files())
                .filteredOn(file -> file.startsWith("etc/"))
                .isNotEmpty()
                .allSatisfy(file ->
                        assertThat(file(file)).hasSameTextualContentAs(Project.path("config/" + file.substring(4))));
    }

    @Test
    void linksBetweenFilesOfTheArchiveLeadToFiles() throws IOException {
        for (String page :
                plugin.files().stream().filter(file -> file.endsWith(".md")).toList()) {
            assertThat(MarkdownPage.of(file(page).toString()).links())
                    .filteredOn(link -> !OTHER_SITE.matcher(link).matches())
                    .allSatisfy(link ->
                            assertThat(file(page).resolveSibling(link)).as(page).exists());
        }
    }

    @Test
    void jarsOfTheProjectHaveItsLicense() throws IOException {
        for (Path jar : plugin.jars()) {
            if (jar.getFileName().toString().startsWith("changefeed-")) {
                try (ZipFile file = new ZipFile(jar.toFile())) {
                    for (String name : List.of("LICENSE", "NOTICE")) {
                        ZipEntry entry = file.getEntry("META-INF/" + name);
                        assertThat(entry).as("%s: %s", jar, name).isNotNull();
                        assertThat(file.getInputStream(entry)).hasContent(Project.read(name));
                    }
                }
            }
        }
    }

    @Test
    void everyLibraryHasItsLicenseText() throws IOException {
        List<String> files = plugin.files();
        String texts = licenseTexts();

        assertThat(files).contains("doc/LICENSE");
        assertThat(file("doc/README.md")).content().contains("Libraries under the Apache License 2.0");
        assertThat(plugin.thirdParties())
                .filteredOn(library -> !APACHE.matcher(library.license()).matches())
                .allMatch(library -> files.contains(LICENSES + library.artifact() + "/META-INF/LICENSE.txt")
                        || texts.contains(library.group() + ":" + library.artifact()));
    }

    @Test
    void noticesOfTheJarsAreInTheFolderOfTheirLibrary() throws IOException {
        List<String> files = plugin.files();

        for (Library library : plugin.thirdParties()) {
            for (String jar : plugin.jarNames().stream().filter(library::isIn).toList()) {
                assertThat(files).containsAll(notices(file("lib/" + jar), LICENSES + library.artifact() + "/"));
            }
        }
    }

    private static List<String> notices(Path jar, String folder) throws IOException {
        try (ZipFile file = new ZipFile(jar.toFile())) {
            return file.stream()
                    .map(ZipEntry::getName)
                    .filter(NOTICE.asMatchPredicate())
                    .map(name -> folder + name)
                    .toList();
        }
    }

    private String licenseTexts() throws IOException {
        StringBuilder texts = new StringBuilder();
        for (String file : plugin.files()) {
            if (file.matches(LICENSES + "[^/]+\\.txt")) {
                texts.append(Files.readString(file(file)));
            }
        }
        return texts.toString();
    }

    private Set<String> types() {
        return plugin.classes().stream()
                .map(type -> type.name().endsWith("SourceConnector")
                        ? "source"
                        : type.name().endsWith("SinkConnector") ? "sink" : "transform")
                .collect(toSet());
    }

    /** Returns a file of the plugin directory, which has the files of the archive. */
    private Path file(String path) {
        return plugin.directory().resolve(path);
    }

    private static List<String> fields(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> texts(JsonNode array) {
        return Stream.iterate(0, i -> i < array.size(), i -> i + 1)
                .map(i -> array.get(i).asText())
                .collect(toSet());
    }
}
