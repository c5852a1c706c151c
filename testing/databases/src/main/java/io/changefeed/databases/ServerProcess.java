/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.databases;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The process of a server, which can be started again after its end. It never outlives this process.
 *
 * <p>Not thread-safe.
 */
final class ServerProcess {
    /** The user of a server that refuses to run as root. */
    static final String NOBODY = "nobody";

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    /**
     * Kills the server at the end of standard input. The kernel closes its other end when this process ends for any
     * reason. Ctrl-C at a terminal interrupts the whole process group, but only this process should handle it.
     */
    private static final String WATCHDOG_SCRIPT =
            "trap '' INT; pid=$1; shift; \"$@\" <&- & echo $! > $pid.new; mv $pid.new $pid; cat > /dev/null; kill -9 $!";

    private final Folder folder;
    private Optional<Process> watchdog = Optional.empty();
    private Optional<ProcessHandle> server = Optional.empty();

    /** @param folder for the output of the server */
    ServerProcess(Folder folder) {
        this.folder = folder;
    }

    static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /**
     * Returns a command line that does not run as root. setpriv executes the program in the same process, so its
     * process id stays the same.
     */
    static List<String> withoutRoot(String... command) {
        List<String> commandLine = new ArrayList<>();
        if (isRoot()) {
            commandLine.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=nogroup", "--clear-groups"));
        }
        commandLine.addAll(List.of(command));
        return commandLine;
    }

    /** Starts the server and waits until it accepts connections. */
    void start(List<String> command, BooleanSupplier acceptsConnections) {
        Path pid = folder.resolve("pid");
        List<String> watched = new ArrayList<>(List.of("sh", "-c", WATCHDOG_SCRIPT, "sh", pid.toString()));
        watched.addAll(command);
        try {
            Files.deleteIfExists(pid);
            watchdog = Optional.of(new ProcessBuilder(watched)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()))
                    .start());
            await(() -> Files.exists(pid));
            server = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await(() -> !isAlive() || acceptsConnections.getAsBoolean());
        if (!isAlive()) {
            throw new DatabaseException("the server ended while starting: " + log(), null);
        }
    }

    private void await(BooleanSupplier condition) {
        long until = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new DatabaseException("the server did not start: " + log(), null);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    boolean isAlive() {
        return server.map(ProcessHandle::isAlive).orElse(false);
    }

    /** Returns the output of the server in all its runs. */
    String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return "no output";
        }
    }

    /** Requests a shutdown (SIGTERM) and does not wait for it. */
    void terminate() {
        server.ifPresent(ProcessHandle::destroy);
    }

    /**
     * Kills the server and its child processes (SIGKILL) and waits until they have ended. No effect if it is not
     * running.
     */
    void kill() {
        // The child processes of PostgreSQL end later than their parent, and a start fails while they use its memory.
        List<ProcessHandle> processes = server.stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        watchdog.ifPresent(process -> {
            try {
                process.getOutputStream().close();
                if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new DatabaseException("the server survived a SIGKILL", null);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DatabaseException("interrupted while waiting for the end of the server", e);
            }
        });
        processes.forEach(process -> process.onExit()
                .orTimeout(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .join());
    }
}
