/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * A plugin that users install, as a directory in {@code target/plugins} and as a zip.
 *
 * @param module the module that builds it
 * @param modules the artifact ids of the modules in it, without the prefix {@code changefeed-}
 * @param libraries the artifact ids of the libraries that it needs directly
 * @param groups the group ids of all allowed libraries, in addition to {@link #EVERYWHERE}
 * @param classes the classes that a worker finds in it, each with its reference page
 */
record Plugin(
        String artifact,
        String module,
        Set<String> modules,
        Set<String> libraries,
        Set<String> groups,
        List<PluginClass> classes) {

    /** The groups that every plugin contains: the JSON parser and the annotations. */
    static final Set<String> EVERYWHERE = Set.of("com.fasterxml.jackson.core", "org.jspecify");

    /** A line of THIRD-PARTY.txt: {@code (licence) name (group:artifact:version - url)}. */
    private static final Pattern LIBRARY = Pattern.compile("\\(([^\\s:()]+):([^\\s:()]+):([^\\s:()]+) - [^)]*\\)$");

    /**
     * A connector or a transform.
     *
     * @param page the file name in {@code config/reference} without its suffix
     * @param selector the configuration property that names the class
     * @param overview the introduction of the page
     * @param definitions the class whose method {@code reference} returns the definition including properties with
     *     variable names; empty if there are none
     */
    record PluginClass(String name, String page, String selector, String overview, Optional<String> definitions) {
        static PluginClass connector(String name, String page, String overview) {
            return new PluginClass(name, page, "connector.class", overview, Optional.empty());
        }

        PluginClass definedBy(String definitionsClass) {
            return new PluginClass(name, page, selector, overview, Optional.of(definitionsClass));
        }
    }

    /** A library that the plugin lists in THIRD-PARTY.txt. */
    record Library(String group, String artifact, String version) {
        /** Whether this file contains the library; a classifier can follow the version. */
        boolean isIn(String file) {
            return file.startsWith(artifact + "-" + version) && file.endsWith(".jar");
        }
    }

    Path directory() {
        return Project.path("target/plugins/" + artifact + "/" + artifact);
    }

    /**
     * Returns the files of the zip. The directory can contain more files, because a build does not remove jars of
     * earlier builds.
     */
    List<String> files() throws IOException {
        try (ZipFile file = new ZipFile(zip().toFile())) {
            return file.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(entry -> entry.getName().replaceFirst("^" + artifact + "/", ""))
                    .sorted()
                    .toList();
        }
    }

    List<Path> jars() throws IOException {
        return files().stream()
                .filter(file -> file.endsWith(".jar"))
                .map(directory()::resolve)
                .toList();
    }

    /** Returns the version in the name of the zip. */
    String version() throws IOException {
        String name = zip().getFileName().toString();
        return name.substring(artifact.length() + 1, name.length() - ".zip".length());
    }

    private Path zip() throws IOException {
        try (Stream<Path> files = Files.list(Project.path(module + "/target"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(artifact + "-")
                            && file.toString().endsWith(".zip"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    List<Library> thirdParties() throws IOException {
        try (Stream<String> lines = Files.lines(directory().resolve("THIRD-PARTY.txt"))) {
            return lines.flatMap(line -> LIBRARY.matcher(line).results())
                    .map(match -> new Library(match.group(1), match.group(2), match.group(3)))
                    .toList();
        }
    }

    @Override
    public String toString() {
        return artifact;
    }
}
