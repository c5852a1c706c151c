/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.project.ReleaseClone.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bin/release} refuses before it builds anything. */
class ReleaseScriptIT {
    private static final String TOKEN = ReleaseClone.TOKEN;

    @TempDir
    private Path folder;

    private ReleaseClone clone;

    @BeforeEach
    void cloneRepository() throws IOException, InterruptedException {
        clone = ReleaseClone.in(folder.resolve("clone"));
    }

    @Test
    void rejectsCommitWithoutTheTagOfTheVersion() throws IOException, InterruptedException {
        clone.tag("v0.2.0-rc1");

        assertRejected(release(folder.resolve("out")), "HEAD is not the tag v0.2.0");
    }

    @Test
    void rejectsChangedWorkTree() throws IOException, InterruptedException {
        clone.tag(ReleaseClone.TAG);
        Files.writeString(clone.folder().resolve("note.txt"), "text");

        assertRejected(release(folder.resolve("out")), "the work tree has changes");
    }

    @Test
    void rejectsFolderWithFiles() throws IOException, InterruptedException {
        clone.tag(ReleaseClone.TAG);

        assertRejected(release(folder), "is not empty");
    }

    @Test
    void rejectsVersionWithoutADateInTheChangelog() throws IOException, InterruptedException {
        for (String heading : List.of("## 0.2.0, unreleased", "## 0.2.0-rc1, 2026-11-30", "## 0.2.0")) {
            ReleaseClone other =
                    ReleaseClone.in(Files.createTempDirectory(folder, "clone").resolve("clone"));
            other.prepare()
                    .edit("CHANGELOG.md", "## 0.2.0, 2026-11-30", heading)
                    .tag(ReleaseClone.TAG);

            assertRejected(
                    other.release(ReleaseClone.VERSION, folder.resolve("out"), "022", Map.of()),
                    "no section '## 0.2.0, YYYY-MM-DD'");
        }
    }

    @Test
    void rejectsDocumentsThatStateThatThereIsNoRelease() throws IOException, InterruptedException {
        clone.prepare()
                .edit("docs/install.md", "# Install", "# Install\n\nThere is no release yet.")
                .tag(ReleaseClone.TAG);

        assertRejected(release(folder.resolve("out")), "documents state that there is no release: docs/install.md");
    }

    @Test
    void rejectsOriginThatIsNotAPublicAddressWithoutPrintingIt() throws IOException, InterruptedException {
        clone.prepare().tag(ReleaseClone.TAG);
        for (String address :
                List.of("/srv/" + TOKEN, "http://" + TOKEN + "@git.example/a/b", "https://git.example/?t=" + TOKEN)) {
            clone.origin(address);

            Result result = release(folder.resolve("out"));

            assertRejected(result, "origin is not a public address");
            assertThat(result.output()).doesNotContain(TOKEN);
        }
    }

    /** The build is replaced by a program that prints its arguments. */
    @Test
    void releaseContainsThePublicAddressOfOriginWithoutItsUserInformation() throws IOException, InterruptedException {
        clone.prepare().tag(ReleaseClone.TAG);
        Path maven =
                Files.writeString(Files.createDirectory(folder.resolve("bin")).resolve("mvn"), """
            #!/bin/sh
            echo "$@"
            exit 1
            """);
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        Map<String, String> environment = Map.of("PATH", maven.getParent() + ":" + System.getenv("PATH"));
        for (String address : List.of(
                "https://x-access-token:" + TOKEN + "@git.example/changefeed/changefeed.git",
                "https://" + TOKEN + ":p@ss@git.example/changefeed/changefeed",
                "git@git.example:changefeed/changefeed.git",
                "ssh://git@git.example:2222/changefeed/changefeed.git")) {
            clone.origin(address);

            assertThat(clone.release(ReleaseClone.VERSION, folder.resolve("out"), "022", environment)
                            .output())
                    .contains(" -Drepository.url=" + ReleaseClone.REPOSITORY + " ")
                    .doesNotContain(TOKEN);
        }
    }

    private Result release(Path target) throws IOException, InterruptedException {
        return clone.release(ReleaseClone.VERSION, target, "022", Map.of());
    }

    private static void assertRejected(Result result, String message) {
        assertThat(result.output()).startsWith("release: ").contains(message).hasLineCount(1);
        assertThat(result.exitCode()).isEqualTo(1);
    }
}
