/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A clone of the last commit of this repository in another folder, in which {@code bin/release} can run. Changes that
 * are not committed are not in it.
 *
 * @param folder the work tree
 */
record ReleaseClone(Path folder) {
    static final String VERSION = "0.2.0";
    static final String TAG = "v" + VERSION;

    static ReleaseClone in(Path folder) throws IOException, InterruptedException {
        Path log = folder.resolveSibling(folder.getFileName() + "-git.log");
        assertThat(run(Project.path(""), log, Map.of(), "git", "clone", "--quiet", ".", folder.toString()))
                .as("git clone: %s", log)
                .isZero();
        ReleaseClone clone = new ReleaseClone(folder);
        clone.git("remote", "set-url", "origin", "git@git.example:changefeed/changefeed.git");
        return clone;
    }

    ReleaseClone tag(String name) throws IOException, InterruptedException {
        git("tag", name);
        return this;
    }

    private void git(String... arguments) throws IOException, InterruptedException {
        Path log = folder.resolveSibling(folder.getFileName() + "-git.log");
        String[] command = Stream.concat(Stream.of("git"), Stream.of(arguments)).toArray(String[]::new);
        assertThat(run(folder, log, Map.of(), command))
                .as("%s: %s", List.of(command), log)
                .isZero();
    }

    /** The result of {@code bin/release}. */
    record Result(int exitCode, String output) {}

    /** Runs {@code bin/release} with other settings of the environment and with this umask. */
    Result release(String version, Path target, String umask, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path log = folder.resolveSibling(folder.getFileName() + "-release.log");
        int exitCode = run(
                folder,
                log,
                environment,
                "sh",
                "-c",
                "umask \"$0\" && exec \"$@\"",
                umask,
                "bin/release",
                version,
                target.toString());
        return new Result(exitCode, Files.readString(log));
    }

    private static int run(Path folder, Path log, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return builder.start().waitFor();
    }
}
