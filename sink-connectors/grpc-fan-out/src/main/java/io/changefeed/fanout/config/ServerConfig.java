/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.connector.PropertyCondition;
import io.changefeed.connector.StringProperties;
import io.changefeed.fanout.server.ClientLimits;
import io.changefeed.fanout.server.ClientLimits.Limit;
import io.changefeed.fanout.server.ConnectionLimits;
import io.changefeed.fanout.server.ListenAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The address of the server and its connection limits. */
public final class ServerConfig {
    public static final String HOST = "grpc.host";
    public static final String PORT = "grpc.port";
    public static final String MAX_CONNECTION_AGE = "grpc.max.connection.age.ms";
    public static final String MAX_CONNECTION_AGE_GRACE = "grpc.max.connection.age.grace.ms";
    public static final String MAX_CONNECTION_IDLE = "grpc.max.connection.idle.ms";
    public static final String MAX_CONNECTIONS_PER_IP = "grpc.max.connections.per.ip";
    public static final String MAX_CALLS_PER_IP = "grpc.max.concurrent.calls.per.ip";
    public static final String MAX_CALLS_PER_CONNECTION = "grpc.max.concurrent.calls.per.connection";
    public static final String MAX_CALLS_PER_CALLER = "grpc.max.concurrent.calls.per.caller";
    public static final String KEEPALIVE_TIME = "grpc.keepalive.time.ms";
    public static final String KEEPALIVE_TIMEOUT = "grpc.keepalive.timeout.ms";

    /** A host name, an IPv4 address or an IPv6 address. */
    private static final Pattern HOST_OR_ADDRESS =
            Pattern.compile("[A-Za-z0-9._-]+|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f.]*(?:%[A-Za-z0-9._-]+)?");

    /** A slow network needs time for the responses that precede the end. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration MIN_CONNECTION_AGE = Duration.ofSeconds(1);

    private static final int MAX_LIMIT = 1_000_000;

    private static final String GROUP = "Server";

    private final AbstractConfig config;

    ServerConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        addAddress(definition);
        addConnections(definition);
        addClients(definition);
    }

    private static void addAddress(ConfigDef definition) {
        definition
                .define(
                        HOST,
                        Type.STRING,
                        "127.0.0.1",
                        StringProperties.required(ServerConfig::requireHost, "a host name or an address"),
                        HIGH,
                        "Address on which the server listens, on the worker that runs the task. The default accepts"
                                + " only clients on the same machine. Set `0.0.0.0` to listen on all interfaces; then"
                                + " also configure TLS (`ssl.keystore.certificate.chain`) and tokens (`auth.tokens`).",
                        GROUP,
                        1,
                        Width.MEDIUM,
                        "Host")
                .define(
                        PORT,
                        Type.INT,
                        50_051,
                        Range.between(0, 65_535),
                        HIGH,
                        "Port on which the server listens. `0` selects a free port; the log and the metric `address`"
                                + " show it. Connectors on the same worker need different ports.",
                        GROUP,
                        2,
                        Width.SHORT,
                        "Port");
    }

    private static void addConnections(ConfigDef definition) {
        definition
                .define(
                        KEEPALIVE_TIME,
                        Type.LONG,
                        Duration.ofSeconds(30).toMillis(),
                        Range.between(1_000, Duration.ofHours(1).toMillis()),
                        LOW,
                        "Idle time in milliseconds before the server sends a keepalive ping. Set it below the idle"
                                + " timeout of load balancers.",
                        GROUP,
                        3,
                        Width.SHORT,
                        "Keepalive time (ms)")
                .define(
                        KEEPALIVE_TIMEOUT,
                        Type.LONG,
                        Duration.ofSeconds(10).toMillis(),
                        Range.between(100, Duration.ofMinutes(10).toMillis()),
                        LOW,
                        "Time in milliseconds that the server waits for the response to a keepalive ping before it"
                                + " closes the connection.",
                        GROUP,
                        4,
                        Width.SHORT,
                        "Keepalive timeout (ms)")
                .define(
                        MAX_CONNECTION_AGE,
                        Type.LONG,
                        0L,
                        Range.between(0, Duration.ofDays(30).toMillis()),
                        MEDIUM,
                        "Age in milliseconds, plus or minus 10 %, at which the server sends GOAWAY on a connection so"
                                + " that the client reconnects. Use it to spread connections over new replicas. `0`"
                                + " disables it.",
                        GROUP,
                        5,
                        Width.SHORT,
                        "Maximum connection age (ms)")
                .define(
                        MAX_CONNECTION_AGE_GRACE,
                        Type.LONG,
                        Duration.ofSeconds(30).toMillis(),
                        Range.between(0, Duration.ofDays(1).toMillis()),
                        LOW,
                        "Time in milliseconds between that GOAWAY and the cancellation of open calls on the"
                                + " connection. Subscribers resume with their token.",
                        GROUP,
                        6,
                        Width.SHORT,
                        "Maximum connection age grace (ms)")
                .define(
                        MAX_CONNECTION_IDLE,
                        Type.LONG,
                        Duration.ofMinutes(10).toMillis(),
                        Range.between(1_000, Duration.ofDays(1).toMillis()),
                        LOW,
                        "Time in milliseconds without calls after which the server closes a connection. gRPC clients"
                                + " reconnect for their next call.",
                        GROUP,
                        7,
                        Width.SHORT,
                        "Maximum connection idle time (ms)");
    }

    private static void addClients(ConfigDef definition) {
        definition
                .define(
                        MAX_CONNECTIONS_PER_IP,
                        Type.INT,
                        1_000,
                        Range.between(1, MAX_LIMIT),
                        MEDIUM,
                        "Maximum number of connections from one IP address, or from one /64 network for IPv6."
                                + " Additional connections are closed. Raise it if all clients connect through a"
                                + " proxy.",
                        GROUP,
                        8,
                        Width.SHORT,
                        "Maximum connections per IP address")
                .define(
                        MAX_CALLS_PER_IP,
                        Type.INT,
                        10_000,
                        Range.between(1, MAX_LIMIT),
                        MEDIUM,
                        "Maximum number of concurrent calls of all services, including health checks, from one IP"
                                + " address or from one /64 network for IPv6. Additional calls are rejected with"
                                + " RESOURCE_EXHAUSTED.",
                        GROUP,
                        9,
                        Width.SHORT,
                        "Maximum calls per IP address")
                .define(
                        MAX_CALLS_PER_CONNECTION,
                        Type.INT,
                        1_000,
                        Range.between(1, MAX_LIMIT),
                        MEDIUM,
                        "Maximum number of concurrent calls of all services, including health checks, on one"
                                + " connection. Additional calls are rejected with RESOURCE_EXHAUSTED.",
                        GROUP,
                        10,
                        Width.SHORT,
                        "Maximum calls per connection")
                .define(
                        MAX_CALLS_PER_CALLER,
                        Type.INT,
                        10_000,
                        Range.between(1, MAX_LIMIT),
                        MEDIUM,
                        "Maximum number of concurrent calls with one token of `" + SecurityConfig.TOKENS
                                + "`. Additional calls are rejected with RESOURCE_EXHAUSTED. Set it below `"
                                + StreamingConfig.MAX_SUBSCRIBERS
                                + "` so that one caller cannot use the places of all others.",
                        GROUP,
                        11,
                        Width.SHORT,
                        "Maximum calls per caller");
    }

    /**
     * Only the syntax can be checked here: the worker that validates the configuration is not always the one that runs
     * the task, and the port is in use while the connector runs. The task reports the rest when it starts.
     */
    private static void requireHost(String text) {
        if (!HOST_OR_ADDRESS.matcher(text).matches()) {
            throw new IllegalArgumentException("Expected only the name or address of a network interface of the worker,"
                    + " such as 0.0.0.0. Put the port in '" + PORT + "'.");
        }
    }

    static void addConditions(ConfigForm form) {
        form.showIf(PropertyCondition.above(MAX_CONNECTION_AGE, 0), MAX_CONNECTION_AGE_GRACE);
    }

    static void check(PropertyChecks checks) {
        checks.value(MAX_CONNECTION_AGE, Long.class)
                .filter(age -> age > 0 && age < MIN_CONNECTION_AGE.toMillis())
                .ifPresent(age -> checks.addError(
                        MAX_CONNECTION_AGE,
                        "Must be 0 or at least " + MIN_CONNECTION_AGE.toMillis()
                                + ": otherwise clients do nothing but reconnect."));
    }

    public ListenAddress address() {
        return new ListenAddress(config.getString(HOST), config.getInt(PORT));
    }

    /** Whether the server is reachable only from the same machine. */
    boolean isLoopback() {
        InetAddress address = new InetSocketAddress(config.getString(HOST), 0).getAddress();
        return address != null && address.isLoopbackAddress();
    }

    public ConnectionLimits connections() {
        return new ConnectionLimits(
                duration(KEEPALIVE_TIME),
                duration(KEEPALIVE_TIMEOUT),
                duration(MAX_CONNECTION_IDLE),
                duration(MAX_CONNECTION_AGE),
                duration(MAX_CONNECTION_AGE_GRACE));
    }

    public ClientLimits clients() {
        return new ClientLimits(
                limit(MAX_CONNECTIONS_PER_IP), limit(MAX_CALLS_PER_IP), limit(MAX_CALLS_PER_CONNECTION), CLOSE_TIMEOUT);
    }

    public Limit callsPerCaller() {
        return limit(MAX_CALLS_PER_CALLER);
    }

    private Limit limit(String property) {
        return new Limit(property, config.getInt(property));
    }

    private Duration duration(String property) {
        return Duration.ofMillis(config.getLong(property));
    }
}
