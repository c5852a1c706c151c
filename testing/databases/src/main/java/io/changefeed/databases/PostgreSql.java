/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.databases;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL server. */
public final class PostgreSql extends DatabaseServer {
    private static final String BINARIES = "postgres-linux-x86_64.txz";
    /** PostgreSQL does not run as root. */
    private static final String NOBODY = "nobody";

    private PostgreSql(Folder folder) {
        super(folder);
    }

    /** Unpacks a server, starts it with an empty database and waits until it takes connections. */
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
        if (isRoot()) {
            folder().giveTo(NOBODY);
        }
        run(
                unprivileged(
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

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** As somebody who is not root. The program takes the place of the one that changes the user: it has its id. */
    private static List<String> unprivileged(String... command) {
        List<String> whole = new ArrayList<>();
        if (isRoot()) {
            whole.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=nogroup", "--clear-groups"));
        }
        whole.addAll(List.of(command));
        return whole;
    }

    @Override
    List<String> command() {
        return unprivileged(
                program("postgres"),
                "-D",
                folder().resolve("data").toString(),
                "-p",
                String.valueOf(port()),
                "-k",
                folder().path().toString(),
                "-c",
                "listen_addresses=127.0.0.1",
                // What a crash of the machine would cost is of no interest; one of the server costs nothing.
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
