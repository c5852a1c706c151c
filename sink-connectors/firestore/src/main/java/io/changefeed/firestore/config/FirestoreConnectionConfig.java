/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.ConfigProblem;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.connector.PropertyCondition;
import io.changefeed.connector.StringProperties;
import io.changefeed.connector.UrlCredentials;
import io.changefeed.firestore.service.FirestoreConnection;
import io.changefeed.firestore.service.FirestoreRemoteCheck;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** The properties of the database and the connection to it. */
public final class FirestoreConnectionConfig {
    public static final String PROJECT_ID = "project.id";
    public static final String DATABASE_ID = "database.id";
    public static final String CREDENTIALS_FILE = "gcp.credentials.file.path";
    public static final String CREDENTIALS_JSON = "gcp.credentials.json";
    public static final String EMULATOR_HOST = "emulator.host";
    public static final String VALIDATE_REMOTE = ConfigProblem.VALIDATE_REMOTE;

    private static final String GROUP = "Connection";
    private static final Pattern PROJECT = Pattern.compile("[a-z0-9.:-]+");
    private static final Pattern DATABASE = Pattern.compile("\\(default\\)|[a-z][a-z0-9-]{2,61}[a-z0-9]");
    /** A host name, an IPv4 address or an IPv6 address in brackets, and a port. */
    private static final Pattern HOST = Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):([0-9]{1,5})");

    private static final int MAX_PORT = 65_535;

    private final AbstractConfig config;

    FirestoreConnectionConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        PROJECT_ID,
                        Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        matching(PROJECT, "the id of a Google Cloud project"),
                        HIGH,
                        "Id of the Google Cloud project that contains the database.",
                        GROUP,
                        1,
                        Width.MEDIUM,
                        "Project")
                .define(
                        DATABASE_ID,
                        Type.STRING,
                        "(default)",
                        matching(DATABASE, "`(default)`, or 4 to 63 lower-case letters, digits and hyphens"),
                        MEDIUM,
                        "Id of the Firestore database, which must be in native mode.",
                        GROUP,
                        2,
                        Width.MEDIUM,
                        "Database")
                .define(
                        CREDENTIALS_FILE,
                        Type.STRING,
                        null,
                        MEDIUM,
                        "Path, on the worker, of a file with a service account key or a workload identity federation"
                                + " configuration. If neither this property nor `" + CREDENTIALS_JSON + "` is set, the"
                                + " connector uses the Application Default Credentials of the worker.",
                        GROUP,
                        3,
                        Width.LONG,
                        "Credentials (file)")
                .define(
                        CREDENTIALS_JSON,
                        Type.PASSWORD,
                        null,
                        MEDIUM,
                        "Content of a credentials file, in place of `" + CREDENTIALS_FILE + "`.",
                        GROUP,
                        4,
                        Width.LONG,
                        "Credentials (JSON)")
                .define(
                        EMULATOR_HOST,
                        Type.STRING,
                        null,
                        StringProperties.validator(FirestoreConnectionConfig::requireHost, "a host and a port"),
                        LOW,
                        "Host and port of a Firestore emulator, for example `localhost:8080`. The connection is"
                                + " unencrypted and uses no credentials.",
                        GROUP,
                        5,
                        Width.MEDIUM,
                        "Emulator")
                .define(
                        VALIDATE_REMOTE,
                        Type.BOOLEAN,
                        true,
                        LOW,
                        "Whether the validation of the configuration calls Firestore to check that it is reachable,"
                                + " that the database exists, and that the credentials are allowed to read it. The"
                                + " check takes at most 10 seconds.",
                        GROUP,
                        6,
                        Width.SHORT,
                        "Validate remotely");
    }

    private static ConfigDef.Validator matching(Pattern pattern, String expected) {
        return ConfigDef.LambdaValidator.with(
                (property, value) -> {
                    if (value instanceof String text && !pattern.matcher(text).matches()) {
                        throw new ConfigException(property, UrlCredentials.mask(text), "Expected " + expected + ".");
                    }
                },
                () -> expected);
    }

    private static void requireHost(String text) {
        Matcher host = HOST.matcher(text);
        if (!host.matches() || !isPort(Integer.parseInt(host.group(1)))) {
            throw new IllegalArgumentException("Expected a host and a port, such as localhost:8080, without a scheme.");
        }
    }

    private static boolean isPort(int number) {
        return number > 0 && number <= MAX_PORT;
    }

    static void addConditions(ConfigForm form) {
        form.showIf(PropertyCondition.unset(EMULATOR_HOST), CREDENTIALS_FILE, CREDENTIALS_JSON)
                .showIf(PropertyCondition.unset(CREDENTIALS_FILE), CREDENTIALS_JSON);
    }

    static void check(PropertyChecks checks) {
        if (checks.isSet(CREDENTIALS_FILE) && checks.isSet(CREDENTIALS_JSON)) {
            checks.addError(CREDENTIALS_FILE, "Set either this property or '" + CREDENTIALS_JSON + "', not both.");
        }
        if (checks.isSet(EMULATOR_HOST)) {
            rejectWithEmulator(CREDENTIALS_FILE, checks);
            rejectWithEmulator(CREDENTIALS_JSON, checks);
        }
        checks.value(CREDENTIALS_FILE, String.class)
                .filter(text -> !text.isBlank())
                .ifPresent(file -> checkFile(file, checks));
        checks.value(CREDENTIALS_JSON, Password.class)
                .filter(secret -> !secret.value().isBlank())
                .ifPresent(json -> checkJson(json, checks));
    }

    private static void rejectWithEmulator(String property, PropertyChecks checks) {
        if (checks.isSet(property)) {
            checks.addError(
                    property, "Not allowed with '" + EMULATOR_HOST + "': the emulator does not use credentials.");
        }
    }

    private static void checkFile(String file, PropertyChecks checks) {
        try {
            fromFile(file);
        } catch (IOException e) {
            checks.addError(
                    CREDENTIALS_FILE, "Cannot read credentials from this file on the worker: " + reason(e) + ".");
        }
    }

    private static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file. Every worker needs it";
        }
        if (failure instanceof AccessDeniedException) {
            return "access denied";
        }
        return String.valueOf(failure.getMessage());
    }

    private static void checkJson(Password json, PropertyChecks checks) {
        try {
            fromJson(json);
        } catch (IOException e) {
            // The parser can quote the credentials in its message.
            checks.addError(CREDENTIALS_JSON, "Expected credentials in Google's JSON format.");
        }
    }

    /**
     * Returns the connection settings.
     *
     * @throws ConfigException if the credentials cannot be read
     */
    public FirestoreConnection connection() {
        return new FirestoreConnection(
                config.getString(PROJECT_ID),
                config.getString(DATABASE_ID),
                StringProperties.text(config, EMULATOR_HOST),
                credentials());
    }

    private Optional<Credentials> credentials() {
        Optional<String> file = StringProperties.text(config, CREDENTIALS_FILE);
        @Nullable Password json = config.getPassword(CREDENTIALS_JSON);
        try {
            if (file.isPresent()) {
                return Optional.of(fromFile(file.get()));
            }
            return json == null || json.value().isBlank() ? Optional.empty() : Optional.of(fromJson(json));
        } catch (IOException e) {
            throw new ConfigException("This worker cannot read the credentials in '"
                    + (file.isPresent() ? CREDENTIALS_FILE : CREDENTIALS_JSON) + "': " + reason(e)
                    + ". Correct the property, then restart the task.");
        }
    }

    private static GoogleCredentials fromFile(String file) throws IOException {
        try {
            return fromBytes(Files.readAllBytes(Path.of(file)));
        } catch (InvalidPathException e) {
            throw new IOException("not a valid path", e);
        }
    }

    private static GoogleCredentials fromJson(Password json) throws IOException {
        return fromBytes(json.value().getBytes(StandardCharsets.UTF_8));
    }

    private static GoogleCredentials fromBytes(byte[] json) throws IOException {
        try {
            return GoogleCredentials.fromStream(new ByteArrayInputStream(json))
                    .createScoped("https://www.googleapis.com/auth/datastore");
        } catch (RuntimeException | IOException e) {
            // The parser can quote the credentials in its message.
            throw new IOException("the content is not in Google's JSON format for credentials", e);
        }
    }

    /** Returns the property on which a problem is reported. */
    public String property(FirestoreRemoteCheck.Part part) {
        return switch (part) {
            case PROJECT -> PROJECT_ID;
            case DATABASE -> DATABASE_ID;
            case CREDENTIALS ->
                StringProperties.secret(config, CREDENTIALS_JSON).isPresent() ? CREDENTIALS_JSON : CREDENTIALS_FILE;
            case EMULATOR -> EMULATOR_HOST;
        };
    }

    public boolean validateRemote() {
        return config.getBoolean(VALIDATE_REMOTE);
    }
}
