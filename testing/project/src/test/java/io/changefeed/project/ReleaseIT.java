/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.changefeed.project.ReleaseClone.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code bin/release} twice on clones of the last commit, and checks the result. */
@TestInstance(Lifecycle.PER_CLASS)
@EnabledIfSystemProperty(named = "release.build", matches = "true", disabledReason = "takes minutes; see -Pfaults")
class ReleaseIT {
    private static final String VERSION = ReleaseClone.VERSION;
    private static final String REPOSITORY = ReleaseClone.REPOSITORY;
    private static final JsonMapper JSON = new JsonMapper();

    private Path release;
    private Path repetition;

    @BeforeAll
    void releaseTwice(@TempDir Path folder) throws IOException, InterruptedException {
        release = folder.resolve("release");
        repetition = folder.resolve("repetition");
        Path another = Files.createDirectory(folder.resolve("another"));
        build(folder.resolve("clone"), release, "022", Map.of("TZ", "UTC", "LC_ALL", "C.UTF-8"));
        build(another.resolve("clone"), repetition, "077", Map.of("TZ", "Asia/Tokyo", "LC_ALL", "C"));
    }

    private static void build(Path folder, Path target, String umask, Map<String, String> environment)
            throws IOException, InterruptedException {
        Result result =
                ReleaseClone.in(folder).prepare().tag(ReleaseClone.TAG).release(VERSION, target, umask, environment);
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @Test
    void twoRunsGiveTheSameBytes() throws IOException {
        Map<String, String> sums = sums(release);

        assertThat(sums).hasSizeGreaterThan(100).isEqualTo(sums(repetition));
    }

    @Test
    void listOfSumsHasEveryFile() throws IOException {
        List<String> expected = sums(release).entrySet().stream()
                .filter(file -> !file.getKey().equals("SHA512SUMS"))
                .map(file -> file.getValue() + "  ./" + file.getKey())
                .toList();

        assertThat(Files.readAllLines(release.resolve("SHA512SUMS"))).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void bundleHasTheFilesOfAllArchives() throws IOException {
        Set<String> expected = new TreeSet<>();
        for (Plugin plugin : Plugins.ALL) {
            String folder = plugin.artifact() + "-" + VERSION;
            entries(folder + ".zip")
                    .forEach(entry -> expected.add(
                            "changefeed-bundle-" + VERSION + "/" + entry.replaceFirst(folder, plugin.artifact())));
        }

        assertThat(entries("changefeed-bundle-" + VERSION + ".zip")).containsExactlyElementsOf(expected);
    }

    @Test
    void manifestNamesTheRepository() throws IOException {
        for (Plugin plugin : Plugins.ALL) {
            String folder = plugin.artifact() + "-" + VERSION;
            try (ZipFile archive = new ZipFile(release.resolve(folder + ".zip").toFile())) {
                JsonNode manifest = JSON.readTree(archive.getInputStream(archive.getEntry(folder + "/manifest.json")));

                assertThat(manifest.get("version").asText()).isEqualTo(VERSION);
                assertThat(manifest.get("source_url").asText()).isEqualTo(REPOSITORY);
                assertThat(manifest.get("documentation_url").asText()).isEqualTo(REPOSITORY);
            }
        }
    }

    /** A library of the connectors depends on slf4j-api, which the worker provides. */
    @Test
    void billOfMaterialsHasTheJarsOfTheArchiveAndTheLoggingApiOfTheWorker() throws IOException {
        for (Plugin plugin : Plugins.ALL) {
            String name = plugin.artifact() + "-" + VERSION;
            JsonNode sbom = JSON.readTree(release.resolve(name + ".cdx.json").toFile());

            assertThat(sbom.get("bomFormat").asText()).isEqualTo("CycloneDX");
            Set<String> components = new TreeSet<>(Set.of(name + ".jar"));
            sbom.get("components")
                    .forEach(component -> components.add(component.get("name").asText() + "-"
                            + component.get("version").asText() + ".jar"));
            components.removeIf(jar -> jar.startsWith("slf4j-api-"));
            assertThat(components)
                    .as(name)
                    .isEqualTo(entries(name + ".zip").stream()
                            .filter(entry -> entry.endsWith(".jar"))
                            .map(entry -> entry.substring(entry.lastIndexOf('/') + 1))
                            .collect(toSet()));
        }
    }

    @Test
    void everyJarHasItsSourcesJavadocAndDescription() throws IOException {
        Path repository = release.resolve("maven/io/changefeed");
        for (String module : Plugins.ALL.stream()
                .flatMap(plugin -> plugin.modules().stream())
                .collect(toSet())) {
            String artifact = "changefeed-" + module;
            Path folder = repository.resolve(artifact).resolve(VERSION);
            String name = artifact + "-" + VERSION;

            assertThat(folder).isDirectoryContaining("glob:**/" + name + ".jar");
            assertThat(folder).isDirectoryContaining("glob:**/" + name + "-sources.jar");
            assertThat(folder).isDirectoryContaining("glob:**/" + name + "-javadoc.jar");
            assertThat(folder.resolve(name + ".pom"))
                    .content(UTF_8)
                    .contains("<name>Changefeed: ", "<description>", "<url>" + REPOSITORY + "</url>")
                    .contains("<connection>scm:git:" + REPOSITORY + "</connection>", "<tag>" + ReleaseClone.TAG)
                    .doesNotContain("${revision}", "${repository.url}</");
        }
    }

    @Test
    void parentOfTheModulesHasTheLicenseAndTheDevelopers() throws IOException {
        assertThat(release.resolve("maven/io/changefeed/changefeed/" + VERSION + "/changefeed-" + VERSION + ".pom"))
                .content(UTF_8)
                .contains("<version>" + VERSION + "</version>", "<url>" + REPOSITORY + "</url>")
                .contains("<name>Apache-2.0</name>", "<name>The Changefeed authors</name>");
    }

    @Test
    void testsAndToolsAreNotPublished() throws IOException {
        try (Stream<Path> modules = Files.list(release.resolve("maven/io/changefeed"))) {
            assertThat(modules.map(module -> module.getFileName().toString()))
                    .noneMatch(name -> name.matches(".*(test|local-stack|simulator|benchmark|distribution).*"));
        }
    }

    private List<String> entries(String archive) throws IOException {
        try (ZipFile file = new ZipFile(release.resolve(archive).toFile())) {
            return file.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .sorted()
                    .toList();
        }
    }

    private static Map<String, String> sums(Path folder) throws IOException {
        Map<String, String> sums = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sums.put(folder.relativize(file).toString(), sha512(Files.readAllBytes(file)));
            }
        }
        return sums;
    }

    private static String sha512(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
