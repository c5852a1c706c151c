/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.workers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** An installed JDK. */
record Jdk(Runtime.Version version, Path home) {
    private static final Path LINUX_FOLDER = Path.of("/usr/lib/jvm");
    /** The variables of CI runners, such as JAVA_HOME_21_X64. */
    private static final String VARIABLE = "JAVA_HOME_\\d+_.+";

    private static final int OLDEST_OTHER = 21;

    /** Returns the JDK that runs this process. */
    static Jdk current() {
        return new Jdk(Runtime.version(), Path.of(System.getProperty("java.home")));
    }

    /** Returns the newest JDK from 21 on that is not the current one; empty if none is installed. */
    static Optional<Jdk> other() {
        return Stream.concat(ofVariables(System.getenv()), inFolder(LINUX_FOLDER))
                .flatMap(home -> at(home).stream())
                .filter(jdk -> jdk.version().feature() >= OLDEST_OTHER
                        && jdk.version().feature() != Runtime.version().feature())
                .max(Comparator.comparing(Jdk::version));
    }

    private static Stream<Path> ofVariables(Map<String, String> environment) {
        return environment.entrySet().stream()
                .filter(variable -> variable.getKey().matches(VARIABLE))
                .map(variable -> Path.of(variable.getValue()));
    }

    private static Stream<Path> inFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.of();
        }
        try (Stream<Path> homes = Files.list(folder)) {
            return homes.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Jdk> at(Path home) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(release)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.ofNullable(properties.getProperty("JAVA_VERSION"))
                .map(version -> new Jdk(Runtime.Version.parse(version.replace("\"", "")), home));
    }
}
