/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The root folder of the checkout.
 *
 * @param path the absolute path
 */
public record ProjectFolder(Path path) {
    /** The system property with the path of the root folder, for programs that run outside the checkout. */
    public static final String PROPERTY = "changefeed.project";

    /**
     * Finds the folder that {@value #PROPERTY} names. Without this property, it is the nearest folder at or above the
     * working directory that contains {@code bin/local-stack}.
     *
     * @throws LocalStackException if there is none
     */
    public static ProjectFolder find() {
        return new ProjectFolder(Optional.ofNullable(System.getProperty(PROPERTY))
                .map(named -> Path.of(named).toAbsolutePath())
                .orElseGet(ProjectFolder::aboveWorkingDirectory));
    }

    private static Path aboveWorkingDirectory() {
        Path start = Path.of("").toAbsolutePath();
        return Stream.iterate(start, folder -> folder != null, Path::getParent)
                .filter(folder -> Files.exists(folder.resolve("bin/local-stack")))
                .findFirst()
                .orElseThrow(() -> new LocalStackException("no checkout of the project at or above " + start
                        + ": run inside it, or name it with -D" + PROPERTY));
    }

    public Path resolve(String relative) {
        return path.resolve(relative);
    }

    /**
     * Reads the class path that the build wrote for the processes of a module. It refers to the local Maven repository.
     *
     * @param module the module's folder
     * @throws LocalStackException if the module has not been built
     */
    public String classPath(String module) {
        Path file = path.resolve(module).resolve("target/classpath");
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new LocalStackException("cannot read " + file + ": build the project first (mvn package)", e);
        }
    }
}
