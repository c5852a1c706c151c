/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.changefeed.delivery.Deliveries;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.readmodel.TestEvents;
import io.changefeed.readmodel.store.ReadModelDestination;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/**
 * The agent of a container provides the credentials. They are about to expire, so that the SDK renews them for each
 * call.
 */
@Timeout(120)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class DynamoDbCredentialsTest {
    private static final String AGENT = "aws.containerCredentialsFullUri";
    /** The profiles and the instance of the machine that runs the test are not used. */
    private static final Map<String, String> NO_OTHER_SOURCE = Map.of(
            "aws.configFile", "/absent/config",
            "aws.sharedCredentialsFile", "/absent/credentials",
            "aws.disableEc2Metadata", "true");

    private static final int OK = 200;

    private final DynamoDbTestTable table = new DynamoDbTestTable("view", "id:S");
    private final HttpServer agent = startAgent();
    private volatile int status = OK;

    private HttpServer startAgent() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                String accessKey = table.properties(Map.of()).get("aws.access.key.id");
                byte[] body = (status == OK
                                ? "{\"AccessKeyId\":\"" + accessKey
                                        + "\",\"SecretAccessKey\":\"s\",\"Token\":\"t\",\"Expiration\":\""
                                        + Instant.now().plusSeconds(1) + "\"}"
                                : "{}")
                        .getBytes(UTF_8);
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            NO_OTHER_SOURCE.forEach(System::setProperty);
            System.setProperty(AGENT, "http://127.0.0.1:" + server.getAddress().getPort() + "/");
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() {
        System.clearProperty(AGENT);
        NO_OTHER_SOURCE.keySet().forEach(System::clearProperty);
        agent.stop(0);
        table.close();
    }

    private static DeliveryResult deliver(ReadModelDestination destination) {
        return Deliveries.deliver(destination, List.of(TestEvents.insert("i", "\"v\":{\"S\":\"x\"}", 1)))
                .result()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void failingAgentDelaysRowsAndARefusalFailsTheTask() {
        Map<String, String> properties = Map.of(
                "projection.source.key", "id",
                "projection.key", "id",
                "projection.columns", "id,v",
                "aws.access.key.id", "",
                "aws.secret.access.key", "");
        try (ReadModelDestination destination = table.open(properties)) {
            assertThat(deliver(destination)).isInstanceOf(DeliveryResult.PerEvent.class);

            status = 500;
            // The SDK uses the credentials for a second.
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> deliver(destination), DeliveryResult.Unavailable.class::isInstance);

            status = 403;
            assertThat(deliver(destination))
                    .isInstanceOfSatisfying(
                            DeliveryResult.Fatal.class,
                            fatal -> assertThat(fatal.reason()).startsWith("aws.access.key.id: "));

            status = OK;
            assertThat(deliver(destination)).isInstanceOf(DeliveryResult.PerEvent.class);
        }
    }
}
