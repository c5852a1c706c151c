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

    /** The address that the release contains. */
    static final String REPOSITORY = "https://git.example/changefeed/changefeed";

    /** A part of the address of {@code origin} that the release must not contain. */
    static final String TOKEN = "ghs_2718281828";

    private static final String NAME = "maintainer";

    /** The release has the day of the commit. */
    private static final Map<String, String> IDENTITY = Map.of(
            "GIT_AUTHOR_NAME",
            NAME,
            "GIT_AUTHOR_EMAIL",
            NAME + "@git.example",
            "GIT_COMMITTER_NAME",
            NAME,
            "GIT_COMMITTER_EMAIL",
            NAME + "@git.example",
            "GIT_COMMITTER_DATE",
            "2026-11-30T12:00:00Z");

    static ReleaseClone in(Path folder) throws IOException, InterruptedException {
        Path log = folder.resolveSibling(folder.getFileName() + "-git.log");
        assertThat(run(Project.path(""), log, Map.of(), "git", "clone", "--quiet", "--no-tags", ".", folder.toString()))
                .as("git clone: %s", log)
                .isZero();
        ReleaseClone clone = new ReleaseClone(folder);
        return clone.origin(REPOSITORY.replace("//", "//x-access-token:" + TOKEN + "@") + ".git");
    }

    ReleaseClone origin(String address) throws IOException, InterruptedException {
        git("remote", "set-url", "origin", address);
        return this;
    }

    /**
     * Commits the first step of the checklist: the changelog has a date, and no document states that there is no
     * release.
     */
    ReleaseClone prepare() throws IOException, InterruptedException {
        return edit("CHANGELOG.md", "(?m)^## .*$", "## " + VERSION + ", 2026-11-30")
                .edit("README.md", "It is not released yet: build it from source\\. ", "")
                .edit("docs/install.md", "There is no release yet\\. ", "");
    }

    /** Replaces the first match in a file, and commits the change. */
    ReleaseClone edit(String file, String pattern, String replacement) throws IOException, InterruptedException {
        Path path = folder.resolve(file);
        Files.writeString(path, Files.readString(path).replaceFirst(pattern, replacement));
        git("commit", "--quiet", "--all", "--allow-empty", "--no-gpg-sign", "--message=Edit " + file);
        return this;
    }

    ReleaseClone tag(String name) throws IOException, InterruptedException {
        git("tag", name);
        return this;
    }

    private void git(String... arguments) throws IOException, InterruptedException {
        Path log = folder.resolveSibling(folder.getFileName() + "-git.log");
        String[] command = Stream.concat(Stream.of("git"), Stream.of(arguments)).toArray(String[]::new);
        assertThat(run(folder, log, IDENTITY, command))
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
