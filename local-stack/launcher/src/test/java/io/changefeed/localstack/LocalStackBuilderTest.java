/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStackBuilderTest {
    @TempDir
    private Path folder;

    @Test
    void rejectsDataFolderThatAnotherStackUses() {
        try (LocalStack first = LocalStack.builder().dataDirectory(folder).build()) {
            assertThat(first.data()).isEqualTo(folder);
            assertThatThrownBy(() -> LocalStack.builder().dataDirectory(folder).build())
                    .isInstanceOf(LocalStackException.class)
                    .hasMessage("the data directory " + folder + " is in use by another local stack");
        }
        LocalStack.builder().dataDirectory(folder).build().close();
    }

    @Test
    void rejectsFileAsDataFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> LocalStack.builder().dataDirectory(file).build())
                .isInstanceOf(LocalStackException.class)
                .hasMessage("cannot use " + file + " as data directory: it is not a directory");
    }

    @Test
    void temporaryFolderIsDeletedWithItsStack() {
        LocalStack stack = LocalStack.builder().build();
        assertThat(stack.data()).isDirectory();

        stack.close();

        assertThat(stack.data()).doesNotExist();
    }

    @Test
    void lackOfDiskSpaceIsReportedBeforeStart() {
        assertThatThrownBy(() -> LocalStack.builder()
                        .dataDirectory(folder)
                        .freeSpace(Long.MAX_VALUE)
                        .build())
                .isInstanceOf(LocalStackException.class)
                .hasMessageStartingWith("not enough disk space in " + folder)
                .hasMessageEndingWith("the local stack needs 8796093022207 MiB");
    }

    @Test
    void portInUseIsReportedBeforeStart() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                LocalStack stack =
                        LocalStack.builder().connectPort(taken.getLocalPort()).build()) {
            assertThatThrownBy(stack::start)
                    .isInstanceOf(PortInUseException.class)
                    .hasMessage("port " + taken.getLocalPort() + ", meant for the Connect worker, is in use");
            assertThat(stack.broker().isAlive()).isFalse();
        }
    }

    @Test
    void rejectsSamePortForTwoProcesses() {
        assertThatThrownBy(() ->
                        LocalStack.builder().connectPort(9092).kafkaPort(9092).build())
                .isInstanceOf(LocalStackException.class)
                .hasMessage("port 9092 is configured twice: each process needs a separate port");
    }
}
