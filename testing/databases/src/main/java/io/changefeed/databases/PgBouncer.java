/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.databases;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The connection pooler PgBouncer in front of a server: each transaction of a client can be executed in another session
 * of the server. The program has to be installed, for example from the package {@code pgbouncer} of Debian.
 */
public final class PgBouncer implements AutoCloseable {
    private final PostgreSql server;
    private final Folder folder = Folder.create("changefeed-pgbouncer-");
    private final ServerProcess process = new ServerProcess(folder);
    private final int port = DatabaseServer.freePort();

    private PgBouncer(PostgreSql server) {
        this.server = server;
    }

    /** Returns the path of the program; empty if it is not installed. */
    public static Optional<Path> program() {
        return Stream.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts PgBouncer in transaction mode.
     *
     * @param program see {@link #program}
     * @param sessions the number of sessions of the server that all clients share
     */
    public static PgBouncer launch(Path program, PostgreSql server, int sessions) {
        PgBouncer pooler = new PgBouncer(server);
        pooler.start(program, sessions);
        return pooler;
    }

    private void start(Path program, int sessions) {
        Path users = folder.resolve("users.txt");
        Path configuration = folder.resolve("pgbouncer.ini");
        try {
            Files.writeString(users, "\"" + DatabaseServer.USER + "\" \"" + DatabaseServer.PASSWORD + "\"\n");
            Files.writeString(configuration, """
                    [databases]
                    * = host=127.0.0.1 port=%d
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = scram-sha-256
                    auth_file = %s
                    pool_mode = transaction
                    default_pool_size = %d
                    """.formatted(server.port(), port, users, sessions));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process.start(
                ServerProcess.withoutRoot(program.toString(), configuration.toString()), this::acceptsConnections);
    }

    private boolean acceptsConnections() {
        try (Connection connection = DriverManager.getConnection(url(), DatabaseServer.USER, DatabaseServer.PASSWORD)) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Returns the JDBC URL of the database, without user and password. */
    public String url() {
        return server.url(port);
    }

    @Override
    public void close() {
        process.kill();
        folder.delete();
    }
}
