/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.databases;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A database server of its own on a port of the loopback interface, with one user and one database. It can be stopped,
 * killed and started again and keeps its port and its data; it never outlives this process, and its data ends with
 * {@link #close}.
 *
 * <p>Not safe for use by several threads at once, but for {@link #url}, {@link #connect} and {@link #execute}.
 */
public abstract sealed class DatabaseServer implements AutoCloseable permits PostgreSql, MariaDb {
    /** May do everything. */
    public static final String USER = "changefeed";

    public static final String PASSWORD = "swordfish";

    private static final Duration TIME_TO_START = Duration.ofSeconds(60);
    private static final Duration TIME_TO_STOP = Duration.ofSeconds(20);

    /**
     * Ends the server when the other end of standard input is closed, as the kernel does however this process ends.
     * Ctrl-C at a terminal interrupts the whole process group: only this process is to act on it.
     */
    private static final String LIFELINE =
            "trap '' INT; pid=$1; shift; \"$@\" <&- & echo $! > $pid.new; mv $pid.new $pid; cat > /dev/null; kill -9 $!";

    private final Folder folder;
    private final int port;
    private Optional<Process> lifeline = Optional.empty();
    private Optional<ProcessHandle> server = Optional.empty();

    DatabaseServer(Folder folder) {
        this.folder = folder;
        this.port = freePort();
    }

    /** The server's program and its arguments. */
    abstract List<String> command();

    /** The JDBC URL of the database, without user and password. */
    public final String url() {
        return url(port);
    }

    /** The same by way of another port of the loopback interface, that of a proxy. */
    public abstract String url(int viaPort);

    final Folder folder() {
        return folder;
    }

    public final int port() {
        return port;
    }

    /** A new connection of {@link #USER}, straight to the server. */
    public final Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), USER, PASSWORD);
    }

    /** Executes statements, each in a transaction of its own. */
    public final void execute(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new DatabaseException("the statement failed: " + e.getMessage(), e);
        }
    }

    /** Starts the server and waits until it takes connections. */
    public final void start() {
        Path pid = folder.resolve("pid");
        List<String> command = new ArrayList<>(List.of("sh", "-c", LIFELINE, "sh", pid.toString()));
        command.addAll(command());
        try {
            Files.deleteIfExists(pid);
            lifeline = Optional.of(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()))
                    .start());
            await(() -> Files.exists(pid));
            server = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await(() -> !isAlive() || answers());
        if (!isAlive()) {
            throw new DatabaseException("the database server ended while starting: " + log(), null);
        }
    }

    private interface Condition {
        boolean isMet();
    }

    private void await(Condition condition) {
        long until = System.nanoTime() + TIME_TO_START.toNanos();
        while (!condition.isMet()) {
            if (System.nanoTime() > until) {
                throw new DatabaseException("the database server did not start: " + log(), null);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private boolean answers() {
        try (Connection connection = connect()) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    public final boolean isAlive() {
        return server.map(ProcessHandle::isAlive).orElse(false);
    }

    /** What the server printed in all its lives. */
    public final String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return "it has printed nothing";
        }
    }

    /** Ends the server at once (SIGKILL) and waits until it is gone. No effect when it does not run. */
    public final void kill() {
        server.ifPresent(ProcessHandle::destroyForcibly);
        lifeline.ifPresent(process -> {
            try {
                process.getOutputStream().close();
                if (!process.waitFor(TIME_TO_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new DatabaseException("the database server survived a SIGKILL", null);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DatabaseException("interrupted while the database server was ending", e);
            }
        });
        server.ifPresent(
                handle -> handle.onExit().orTimeout(20, TimeUnit.SECONDS).join());
    }

    @Override
    public final void close() {
        kill();
        folder.delete();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program to its end, with a text as its input. */
    static void run(List<String> command, Path input) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(input.toFile())
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new DatabaseException(command.get(0) + " failed: " + printed, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseException("interrupted while " + command.get(0) + " ran", e);
        }
    }
}
