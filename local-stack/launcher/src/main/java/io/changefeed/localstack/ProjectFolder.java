/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The root of the project's checkout.
 *
 * @param path absolute
 */
public record ProjectFolder(Path path) {
    /** The system property that names the root, for programs that run outside the checkout. */
    public static final String PROPERTY = "changefeed.project";

    /**
     * The folder that {@value #PROPERTY} names; without it, the nearest folder at or above the working directory that holds
     * {@code bin/local-stack}.
     *
     * @throws LocalStackException when there is none
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
     * The class path that the build wrote for the processes of a module, paths into the local Maven repository.
     *
     * @param module the module's folder
     * @throws LocalStackException when the module has not been built
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
