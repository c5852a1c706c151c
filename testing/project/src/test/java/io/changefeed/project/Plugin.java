/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A plugin that users install, as a directory in {@code target/plugins} and as a component archive.
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

    private static final String LIB = "lib/";

    /** A line of THIRD-PARTY.txt: {@code (license) name (group:artifact:version - url)}. */
    private static final Pattern LIBRARY =
            Pattern.compile("^ *\\((.+?)\\) .*\\(([^\\s:()]+):([^\\s:()]+):([^\\s:()]+) - [^)]*\\)$");

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

    /** A library that the plugin lists in THIRD-PARTY.txt, with the names of its licenses. */
    record Library(String license, String group, String artifact, String version) {
        /** Whether this file contains the library; a classifier can follow the version. */
        boolean isIn(String file) {
            return file.startsWith(artifact + "-" + version) && file.endsWith(".jar");
        }
    }

    Path directory() {
        return Project.path("target/plugins/" + artifact + "/" + artifact);
    }

    /** Returns the paths of the files in the archive. */
    List<String> entries() throws IOException {
        try (ZipFile file = new ZipFile(archive().toFile())) {
            return file.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .sorted()
                    .toList();
        }
    }

    /** Returns the paths of the files in the archive, relative to its only folder. */
    List<String> files() throws IOException {
        return entries().stream()
                .map(entry -> entry.substring(entry.indexOf('/') + 1))
                .toList();
    }

    /** Returns the file names of the jars. */
    List<String> jarNames() throws IOException {
        return files().stream()
                .filter(file -> file.startsWith(LIB) && file.endsWith(".jar"))
                .map(file -> file.substring(LIB.length()))
                .toList();
    }

    List<Path> jars() throws IOException {
        return jarNames().stream().map(jar -> directory().resolve(LIB + jar)).toList();
    }

    Path archive() throws IOException {
        return Project.path(module + "/target/" + artifact + "-" + Project.version() + ".zip");
    }

    /** Unpacks the archive into a folder that exists. */
    void unpack(Path folder) throws IOException {
        try (ZipFile file = new ZipFile(archive().toFile())) {
            for (ZipEntry entry : (Iterable<ZipEntry>) file.stream().map(ZipEntry.class::cast)::iterator) {
                Path target = folder.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.resolve(".."));
                    try (InputStream content = file.getInputStream(entry)) {
                        Files.copy(content, target);
                    }
                }
            }
        }
    }

    List<Library> thirdParties() throws IOException {
        try (Stream<String> lines = Files.lines(directory().resolve("doc/THIRD-PARTY.txt"))) {
            return lines.flatMap(line -> LIBRARY.matcher(line).results())
                    .map(match -> new Library(match.group(1), match.group(2), match.group(3), match.group(4)))
                    .toList();
        }
    }

    @Override
    public String toString() {
        return artifact;
    }
}
