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
    /** The user of the server if this process runs as root, which initdb and postgres refuse to do. */
    private static final String NOBODY = "nobody";

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
        if (isRoot()) {
            folder().changeOwner(NOBODY);
        }
        run(
                withoutRoot(
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

    /**
     * Returns a command line that does not run as root. setpriv executes the program in the same process, so its
     * process id stays the same.
     */
    private static List<String> withoutRoot(String... command) {
        List<String> commandLine = new ArrayList<>();
        if (isRoot()) {
            commandLine.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=nogroup", "--clear-groups"));
        }
        commandLine.addAll(List.of(command));
        return commandLine;
    }

    @Override
    List<String> command() {
        return withoutRoot(
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
