/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.workers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.changefeed.databases.DatabaseServer;
import io.changefeed.databases.PostgreSql;
import io.changefeed.databases.SharedDatabases;
import io.changefeed.localstack.FirestoreEmulator;
import io.changefeed.localstack.Ports;
import io.changefeed.localstack.ProjectFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The systems that the configurations in {@code config/sinks} write to, except DynamoDB. */
final class Destinations implements AutoCloseable {
    private static final String READ_MODEL = "changefeed-read-model";
    private static final String DRIVER = "org.postgresql.Driver";
    private static final String DOCUMENTS =
            "/v1/projects/changefeed-demo/databases/(default)/documents/orders?pageSize=300";

    private static final Ports PORTS = new Ports(RandomGenerator.getDefault());

    private final Endpoint endpoint = new Endpoint();
    private final PostgreSql postgreSql = SharedDatabases.postgreSql();
    private final Optional<FirestoreEmulator> firestore =
            FirestoreEmulator.find().map(jar -> FirestoreEmulator.start(jar, 0));
    private final int grpcPort = freePort();
    private final Path plugins;

    Destinations(Path folder) {
        plugins = folder;
        try {
            linkPlugins();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a port that is free, and that no outgoing connection takes before its use. */
    static synchronized int freePort() {
        return PORTS.reserve(0);
    }

    /** Links the plugins of the build, with the driver of PostgreSQL added to the read models. */
    private void linkPlugins() throws IOException, ClassNotFoundException, URISyntaxException {
        try (Stream<Path> built = Files.list(ProjectFolder.find().resolve("target/plugins"))) {
            for (Path plugin : built.toList()) {
                Path linked = plugins.resolve(plugin.getFileName());
                if (plugin.endsWith(READ_MODEL)) {
                    linkContent(plugin.resolve(READ_MODEL), Files.createDirectory(linked));
                } else {
                    Files.createSymbolicLink(linked, plugin);
                }
            }
        }
        Path driver = Path.of(Class.forName(DRIVER)
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Files.createSymbolicLink(plugins.resolve(READ_MODEL).resolve(driver.getFileName()), driver);
    }

    private static void linkContent(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.createSymbolicLink(to.resolve(file.getFileName()), file);
            }
        }
    }

    /** Returns the folder with the plugins. */
    Path plugins() {
        return plugins;
    }

    /** Returns the environment variables that the configurations refer to. */
    Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("WEBHOOK_URL", endpoint.url("/demo"));
        environment.put("WEBHOOK_SIGNING_KEYS", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3");
        environment.put("GRPC_PORT", Integer.toString(grpcPort));
        environment.put("READ_MODEL_URL", postgreSql.url());
        environment.put("READ_MODEL_USER", DatabaseServer.USER);
        environment.put("READ_MODEL_PASSWORD", DatabaseServer.PASSWORD);
        firestore.ifPresent(emulator -> environment.put("FIRESTORE_EMULATOR_HOST", emulator.host()));
        return environment;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    int grpcPort() {
        return grpcPort;
    }

    /** Whether the Firestore emulator is installed. */
    boolean hasFirestore() {
        return firestore.isPresent();
    }

    /** Returns the revision of each document, by {@code customer|order}. */
    Map<String, String> documents() {
        Map<String, String> documents = new LinkedHashMap<>();
        for (JsonNode document : json(firestore.orElseThrow()).path("documents")) {
            JsonNode fields = document.path("fields");
            documents.put(text(fields, "customer_id") + "|" + text(fields, "order_id"), text(fields, "revision"));
        }
        return documents;
    }

    private static JsonNode json(FirestoreEmulator emulator) {
        try (InputStream documents =
                URI.create("http://" + emulator.host() + DOCUMENTS).toURL().openStream()) {
            return new ObjectMapper().readTree(documents);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The only value of the object is that of the field; its name is the type. */
    private static String text(JsonNode fields, String name) {
        return fields.path(name).elements().next().asText();
    }

    /** Returns the text of each message that is not deleted, by its id; none before the sink has created the table. */
    Map<String, String> rows() {
        Map<String, String> rows = new LinkedHashMap<>();
        try (Connection connection = postgreSql.connect();
                ResultSet tables = connection.getMetaData().getTables(null, null, "messages", null)) {
            if (tables.next()) {
                try (Statement statement = connection.createStatement();
                        ResultSet result = statement.executeQuery(
                                "SELECT message_write_id, message FROM messages WHERE deleted_at IS NULL")) {
                    while (result.next()) {
                        rows.put(result.getString(1), result.getString(2));
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return rows;
    }

    @Override
    public void close() {
        firestore.ifPresent(FirestoreEmulator::close);
        endpoint.close();
        postgreSql.execute("DROP TABLE IF EXISTS messages");
    }
}
