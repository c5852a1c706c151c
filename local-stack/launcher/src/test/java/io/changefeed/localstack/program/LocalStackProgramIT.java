/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack.program;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.localstack.ProjectFolder;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program in a separate process, on free ports. */
class LocalStackProgramIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void killProcesses() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void sigkillEndsAllProcessesAndDataCanBeReused() throws Exception {
        Process killed = start("--no-demo", "--data", "data");
        awaitReady(killed);
        List<ProcessHandle> processes = killed.toHandle().descendants().toList();
        assertThat(processes).hasSize(3);

        killed.destroyForcibly().waitFor();
        await().atMost(TIMEOUT).until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));

        Process terminated = start("--no-demo", "--data", "data");
        awaitReady(terminated);
        List<ProcessHandle> second = terminated.toHandle().descendants().toList();
        terminated.toHandle().destroy();
        assertThat(terminated.waitFor(TIMEOUT.toSeconds(), SECONDS)).isTrue();
        assertThat(second).noneMatch(ProcessHandle::isAlive);
        assertThat(errors()).doesNotContain("local-stack:");
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D" + ProjectFolder.PROPERTY + "=" + projectWithoutPlugins(),
                "-cp",
                System.getProperty("java.class.path"),
                LocalStackProgram.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        for (String variable : List.of("DYNAMODB_PORT", "KAFKA_PORT", "CONNECT_PORT")) {
            builder.environment().put(variable, String.valueOf(freePort()));
        }
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** Plugins are not available: their modules are built after this one. */
    private Path projectWithoutPlugins() throws IOException {
        Path project = folder.resolve("project");
        if (!Files.exists(project)) {
            Files.createDirectories(project.resolve("target/plugins"));
            for (String part : List.of("config", "local-stack")) {
                Files.createSymbolicLink(
                        project.resolve(part), ProjectFolder.find().resolve(part));
            }
        }
        return project;
    }

    /** Below the ephemeral ports of Linux, so that no outgoing connection takes the port before the program does. */
    private static int freePort() {
        return new Random()
                .ints(10_000, 32_768)
                .filter(LocalStackProgramIT::isFree)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private void awaitReady(Process process) throws IOException {
        await().atMost(Duration.ofMinutes(3))
                .until(() -> !process.isAlive()
                        || Files.readString(folder.resolve("out")).startsWith("ready: "));
        assertThat(process.isAlive()).as(errors()).isTrue();
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("err"));
    }
}
