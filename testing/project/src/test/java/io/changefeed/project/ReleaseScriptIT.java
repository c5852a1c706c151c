/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.project.ReleaseClone.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bin/release} refuses before it builds anything. */
class ReleaseScriptIT {
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

    private Result release(Path target) throws IOException, InterruptedException {
        return clone.release(ReleaseClone.VERSION, target, "022", Map.of());
    }

    private static void assertRejected(Result result, String message) {
        assertThat(result.output()).startsWith("release: ").contains(message).hasLineCount(1);
        assertThat(result.exitCode()).isEqualTo(1);
    }
}
