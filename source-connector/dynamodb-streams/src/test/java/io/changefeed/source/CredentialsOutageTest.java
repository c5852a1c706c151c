/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.source.worker.SourceTestBed;
import io.changefeed.source.worker.Worker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent of a container provides the credentials, and fails while the connector runs. */
@Timeout(180)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class CredentialsOutageTest {
    private static final String AGENT = "aws.containerCredentialsFullUri";
    /** The profiles and the instance of the machine that runs the test are not used. */
    private static final Map<String, String> NO_OTHER_SOURCE = Map.of(
            "aws.configFile", "/absent/config",
            "aws.sharedCredentialsFile", "/absent/credentials",
            "aws.disableEc2Metadata", "true");

    private static final int OK = 200;

    @RegisterExtension
    private final SourceTestBed testBed = new SourceTestBed();

    private final AtomicInteger status = new AtomicInteger(OK);
    private final AtomicInteger failures = new AtomicInteger();
    private final HttpServer agent = startAgent();

    /** Its credentials are about to expire, so the SDK requests new ones for each call. */
    private HttpServer startAgent() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                int response = status.get();
                byte[] body = (response == OK
                                ? "{\"AccessKeyId\":\"a\",\"SecretAccessKey\":\"s\",\"Token\":\"t\",\"Expiration\":\""
                                        + Instant.now().plusSeconds(1) + "\"}"
                                : "{}")
                        .getBytes(UTF_8);
                if (response != OK) {
                    failures.incrementAndGet();
                }
                exchange.sendResponseHeaders(response, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            NO_OTHER_SOURCE.forEach(System::setProperty);
            System.setProperty(AGENT, "http://127.0.0.1:" + server.getAddress().getPort() + "/");
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stopAgent() {
        System.clearProperty(AGENT);
        NO_OTHER_SOURCE.keySet().forEach(System::clearProperty);
        agent.stop(0);
    }

    private Worker startedWorker(SimulatedTable orders) {
        orders.generate(20, 5);
        Worker worker = testBed.worker("orders", Map.of("aws.access.key.id", "", "aws.secret.access.key", ""));
        worker.start();
        testBed.requireAllOnce(worker, orders);
        return worker;
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500})
    void taskReadsOnWhenTheAgentHasRecovered(int response) {
        SimulatedTable orders = testBed.table("orders", 2);
        Worker worker = startedWorker(orders);

        status.set(response);
        orders.generate(20, 5);
        worker.runUntil(() -> failures.get() >= 10);
        status.set(OK);

        testBed.requireAllOnce(worker, orders);
    }

    @Test
    void taskFailsWhenTheAgentRefusesToRenewTheCredentials() {
        Worker worker = startedWorker(testBed.table("orders", 2));

        status.set(403);

        assertThatThrownBy(() -> worker.runUntil(() -> false))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("'aws.access.key.id'");
    }
}
