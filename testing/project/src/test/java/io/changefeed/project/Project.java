/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checkout of the project. */
final class Project {
    private static final Path ROOT = root();
    private static final int MODULE_DEPTH = 2;

    private Project() {}

    /** Returns the path of a file or folder, relative to the root. */
    static Path path(String relative) {
        return ROOT.resolve(relative);
    }

    static String read(String relative) throws IOException {
        return Files.readString(path(relative));
    }

    /** Returns the version that this build gives to the plugins. */
    static String version() throws IOException {
        return read("connector-support/target/classes/io/changefeed/connector/version.txt")
                .strip();
    }

    /** Returns the folders of all modules with Java sources, relative to the root. */
    static List<String> modules() {
        try (Stream<Path> folders = Files.walk(ROOT, MODULE_DEPTH)) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml"))
                            && (Files.exists(folder.resolve("src/main")) || Files.exists(folder.resolve("src/test"))))
                    .map(folder -> ROOT.relativize(folder).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns all test sources with this file name. */
    static List<Path> testSources(String fileName) {
        return testSources().stream().filter(file -> file.endsWith(fileName)).toList();
    }

    /** Returns the Java sources of the tests of all modules. */
    static List<Path> testSources() {
        return modules().stream()
                .map(module -> path(module).resolve("src/test"))
                .filter(Files::exists)
                .flatMap(tests -> javaSources(tests).stream())
                .toList();
    }

    private static List<Path> javaSources(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
                .filter(folder -> Files.exists(folder.resolve("bin/local-stack")))
                .findFirst()
                .orElseThrow();
    }
}
