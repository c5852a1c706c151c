/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.databases;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A PostgreSQL server. */
public final class PostgreSql extends DatabaseServer {
    private static final String BINARIES = "postgres-linux-x86_64.txz";

    private PostgreSql(Folder folder) {
        super(folder);
    }

    /** Unpacks a server, starts it with an empty database, and waits until it accepts connections. */
    public static PostgreSql launch() {
        Folder folder = Folder.create("changefeed-postgresql-");
        PostgreSql server = new PostgreSql(folder);
        server.initialize();
        server.start();
        return server;
    }

    private void initialize() {
        Archives.unpackTar(BINARIES, folder().path());
        Path password = folder().resolve("password");
        try {
            Files.writeString(password, PASSWORD);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Both initdb and postgres refuse to run as root.
        if (ServerProcess.isRoot()) {
            folder().changeOwner(ServerProcess.NOBODY);
        }
        run(
                ServerProcess.withoutRoot(
                        program("initdb"),
                        "--pgdata=" + folder().resolve("data"),
                        "--username=" + USER,
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--no-sync"),
                password);
    }

    private String program(String name) {
        return folder().resolve("bin/" + name).toString();
    }

    @Override
    List<String> command() {
        return ServerProcess.withoutRoot(
                program("postgres"),
                "-D",
                folder().resolve("data").toString(),
                "-p",
                String.valueOf(port()),
                "-k",
                folder().path().toString(),
                "-c",
                "listen_addresses=127.0.0.1",
                // Data must survive a crash of the server only, not of the machine.
                "-c",
                "fsync=off",
                "-c",
                "max_connections=200");
    }

    @Override
    public String url(int viaPort) {
        return "jdbc:postgresql://127.0.0.1:" + viaPort + "/postgres";
    }
}
