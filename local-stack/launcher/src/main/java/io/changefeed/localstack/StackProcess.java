/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.awaitility.Awaitility.await;

import io.changefeed.localstack.child.ParentWatchdog;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A process of the stack, running in a separate JVM. It can be started, stopped and killed repeatedly and keeps its
 * address and its data. It never outlives this process.
 *
 * <p>Not thread-safe.
 */
public abstract sealed class StackProcess permits KafkaBroker, ConnectWorker, DynamoDb, FirestoreEmulator {
    private static final Duration TIME_TO_START = Duration.ofSeconds(90);
    private static final Duration TIME_TO_STOP = Duration.ofSeconds(4);
    /** For signals to take effect on a busy machine. */
    private static final Duration TIME_TO_SIGNAL = Duration.ofSeconds(60);

    private static final int TAIL_LINES = 15;
    private static final long MIN_FREE_SPACE = 2L << 20;
    /** Ctrl-C at a terminal interrupts the whole process group, but only this process should handle it. */
    private static final List<String> UNINTERRUPTED = List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh");

    private final String title;
    private final Jvm jvm;
    private final String classPath;
    private final DataFolder data;
    private final Path log;
    private final int port;
    private Optional<Process> process = Optional.empty();

    /**
     * @param title the name for messages
     * @param name the name of the log file without its suffix
     */
    StackProcess(String title, String name, Jvm jvm, String classPath, DataFolder data, int port) {
        this.title = title;
        this.jvm = jvm;
        this.classPath = classPath;
        this.data = data;
        this.log = data.resolve("logs/" + name + ".log");
        this.port = port;
    }

    /** Returns the main class and its arguments, and writes the files that they refer to into the data folder. */
    abstract List<String> mainAndArguments() throws IOException;

    abstract boolean isReady();

    InetAddress listensOn() {
        return Ports.LOOPBACK;
    }

    /**
     * Starts the process and waits until it is ready.
     *
     * @throws LocalStackException if its port is in use; if the process ends or is not ready within 90 seconds, with
     *     the last lines of its log
     * @throws IllegalStateException if it is already running
     */
    public final void start() {
        launch();
        awaitReady();
    }

    final void launch() {
        if (isAlive()) {
            throw new IllegalStateException(title + " is already running");
        }
        requireFreePort();
        try {
            ProcessBuilder builder = new ProcessBuilder(commandLine())
                    .directory(data.path().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(jvm.environment());
            process = Optional.of(builder.start());
        } catch (IOException e) {
            throw new LocalStackException("cannot start " + title + ": " + e.getMessage(), e);
        }
    }

    final void requireFreePort() {
        if (!Ports.isFree(listensOn(), port)) {
            throw new PortInUseException(port, title);
        }
    }

    private List<String> commandLine() throws IOException {
        List<String> command = new ArrayList<>(UNINTERRUPTED);
        command.add(jvm.home().resolve("bin/java").toString());
        command.add("-Xmx" + jvm.heapMegabytes() + "m");
        command.add("-Dlog4j2.configurationFile=classpath:io/changefeed/localstack/child/log4j2.properties");
        command.addAll(jvm.options());
        command.add("-cp");
        command.add(ownClasses() + File.pathSeparator + classPath);
        command.add(ParentWatchdog.class.getName());
        command.addAll(mainAndArguments());
        return command;
    }

    /** Returns the jar or class folder of this module, which contains main classes of the child processes. */
    private static Path ownClasses() {
        try {
            return Path.of(ParentWatchdog.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    final void awaitReady() {
        try {
            await().atMost(TIME_TO_START)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> !isAlive() || isReady());
        } catch (ConditionTimeoutException e) {
            throw new LocalStackException(title + " was not ready within " + TIME_TO_START.toSeconds() + " s" + tail());
        }
        if (!isAlive()) {
            throw failure("ended while starting");
        }
    }

    /** Returns the most likely reason why the process ended: a full disk, or else the end of its log. */
    final LocalStackException failure(String what) {
        try {
            data.requireFreeSpace(MIN_FREE_SPACE);
        } catch (LocalStackException fullDisk) {
            return new LocalStackException(title + " " + what + ": " + fullDisk.getMessage(), fullDisk);
        }
        return new LocalStackException(
                title + " " + what + " (exit code " + running().exitValue() + ")" + tail());
    }

    /** Returns the last lines of the log, to append to a message. */
    private String tail() {
        try {
            List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
            List<String> last = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
            return "; the end of " + log + ":\n" + String.join("\n", last);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Terminates the process (SIGTERM), and kills it after 4 seconds. */
    public final void stop() {
        process.ifPresent(running -> {
            // Process.destroy() would also close the pipe that the process watches.
            running.toHandle().destroy();
            if (!endsWithin(running, TIME_TO_STOP)) {
                kill();
            }
        });
    }

    /** Kills the process (SIGKILL) and waits until it has ended. No effect if it is not running. */
    public final void kill() {
        process.ifPresent(running -> {
            running.toHandle().destroyForcibly();
            if (!endsWithin(running, TIME_TO_SIGNAL)) {
                throw new LocalStackException(title + " (process " + running.pid() + ") survived a SIGKILL");
            }
        });
    }

    private static boolean endsWithin(Process process, Duration time) {
        try {
            return process.waitFor(time.toMillis(), MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted while a process was ending", e);
        }
    }

    /** Pauses the process (SIGSTOP): its connections stay open without a response. */
    public final void pause() {
        signal("STOP");
    }

    /** Resumes a paused process (SIGCONT). */
    public final void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            // The JDK can only send TERM and KILL; kill is a builtin of the shell.
            Process kill = new ProcessBuilder(
                            "sh", "-c", "kill -" + name + " " + running().pid())
                    .inheritIO()
                    .start();
            if (!endsWithin(kill, TIME_TO_SIGNAL) || kill.exitValue() != 0) {
                throw new LocalStackException("cannot send SIG" + name + " to " + title);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public final boolean isAlive() {
        return process.map(Process::isAlive).orElse(false);
    }

    /** Returns the process id of the current or last run. */
    public final long pid() {
        return running().pid();
    }

    /** Completes with the exit code when the current run ends for any reason. */
    public final CompletableFuture<Integer> onExit() {
        return running().onExit().thenApply(Process::exitValue);
    }

    private Process running() {
        return process.orElseThrow(() -> new IllegalStateException(title + " was never started"));
    }

    /** Returns the file with the output and the logs of all runs. */
    public final Path log() {
        return log;
    }

    public final int port() {
        return port;
    }

    @Override
    public final String toString() {
        return title;
    }
}
