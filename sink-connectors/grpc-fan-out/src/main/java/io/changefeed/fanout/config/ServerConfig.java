/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.fanout.host.Address;
import io.changefeed.fanout.host.Connections;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Where the server listens, and what it does with connections. */
public final class ServerConfig {
    public static final String HOST = "grpc.host";
    public static final String PORT = "grpc.port";
    public static final String MAX_CONNECTION_AGE = "grpc.max.connection.age.ms";
    public static final String MAX_CONNECTION_AGE_GRACE = "grpc.max.connection.age.grace.ms";
    public static final String KEEPALIVE_TIME = "grpc.keepalive.time.ms";
    public static final String KEEPALIVE_TIMEOUT = "grpc.keepalive.timeout.ms";

    private static final String GROUP = "Server";

    private final AbstractConfig config;

    ServerConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        HOST,
                        Type.STRING,
                        "0.0.0.0",
                        new ConfigDef.NonEmptyString(),
                        HIGH,
                        "The address that the server listens on, of the worker that runs the connector's task.",
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
                        "The port that the server listens on; 0 for any that is free, which the worker's log and the metric"
                                + " `address` tell. Each connector needs its own on a worker.",
                        GROUP,
                        2,
                        Width.SHORT,
                        "Port")
                .define(
                        KEEPALIVE_TIME,
                        Type.LONG,
                        Duration.ofSeconds(30).toMillis(),
                        Range.between(1_000, Duration.ofHours(1).toMillis()),
                        LOW,
                        "After how many milliseconds without anything from a client the server asks whether it is there"
                                + " still. Less than the idle timeout of load balancers between them.",
                        GROUP,
                        3,
                        Width.SHORT,
                        "Keep-alive time (ms)")
                .define(
                        KEEPALIVE_TIMEOUT,
                        Type.LONG,
                        Duration.ofSeconds(10).toMillis(),
                        Range.between(100, Duration.ofMinutes(10).toMillis()),
                        LOW,
                        "For how many milliseconds the server waits for that answer before it closes the connection.",
                        GROUP,
                        4,
                        Width.SHORT,
                        "Keep-alive timeout (ms)")
                .define(
                        MAX_CONNECTION_AGE,
                        Type.LONG,
                        0L,
                        Range.atLeast(0),
                        MEDIUM,
                        "After how many milliseconds a client is asked to connect anew, by a GOAWAY, give or take a tenth; so"
                                + " that connections spread over replicas that were added. 0 for never.",
                        GROUP,
                        5,
                        Width.SHORT,
                        "Connection age (ms)")
                .define(
                        MAX_CONNECTION_AGE_GRACE,
                        Type.LONG,
                        Duration.ofSeconds(30).toMillis(),
                        Range.atLeast(0),
                        LOW,
                        "How many milliseconds later what is still open of such a connection is cut. Subscribers go on with"
                                + " their token.",
                        GROUP,
                        6,
                        Width.SHORT,
                        "Grace of the connection age (ms)");
    }

    public Address address() {
        return new Address(config.getString(HOST), config.getInt(PORT));
    }

    public Connections connections() {
        return new Connections(
                duration(KEEPALIVE_TIME),
                duration(KEEPALIVE_TIMEOUT),
                duration(MAX_CONNECTION_AGE),
                duration(MAX_CONNECTION_AGE_GRACE));
    }

    private Duration duration(String property) {
        return Duration.ofMillis(config.getLong(property));
    }
}
