/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.webhook;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.changefeed.benchmarks.measure.ProcessUsage;
import io.changefeed.localstack.LocalStackException;
import io.changefeed.localstack.child.ParentWatchdog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Runs {@link EndpointProgram} in a separate process. Its port is known before it starts. */
final class Endpoint implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    /** Longer than a response takes. */
    private static final Duration IDLE = Duration.ofSeconds(2);

    private static final JsonMapper JSON = new JsonMapper();

    private final int port;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Optional<Process> process = Optional.empty();

    private Endpoint(int port) {
        this.port = port;
    }

    static Endpoint stopped() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return new Endpoint(socket.getLocalPort());
        } catch (IOException e) {
            throw new LocalStackException("no free port for the endpoint: " + e, e);
        }
    }

    /** @throws LocalStackException if it does not start within a minute */
    void start() {
        try {
            process = Optional.of(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ParentWatchdog.class.getName(),
                            EndpointProgram.class.getName(),
                            Integer.toString(port))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new LocalStackException("cannot start the endpoint: " + e, e);
        }
        await().atMost(START_TIMEOUT).until(this::isListening);
    }

    private boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** The URL that events are posted to. */
    URI url() {
        return address("/events");
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Resets the counts and sets the latency of the responses. */
    void reset(Duration latency) {
        call(EndpointProgram.RESET, Long.toString(latency.toMillis()));
    }

    ReceivedEvents.Count count() {
        return read(EndpointProgram.COUNT, new TypeReference<>() {});
    }

    /** Waits until no more events arrive, such as those of a connector that was deleted, and returns the counts. */
    ReceivedEvents.Count awaitIdle() {
        AtomicReference<ReceivedEvents.Count> last = new AtomicReference<>(count());
        await().atMost(START_TIMEOUT).pollDelay(IDLE).pollInterval(IDLE).until(() -> {
            ReceivedEvents.Count now = count();
            return now.equals(last.getAndSet(now));
        });
        return count();
    }

    List<byte[]> bodies() {
        return read(EndpointProgram.BODIES, new TypeReference<>() {});
    }

    private <T> T read(String path, TypeReference<T> type) {
        try {
            return JSON.readValue(call(path, ""), type);
        } catch (IOException e) {
            throw new LocalStackException("cannot read the counts of the endpoint: " + e, e);
        }
    }

    private String call(String path, String body) {
        try {
            return http.send(
                            HttpRequest.newBuilder(address(path))
                                    .POST(BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new LocalStackException("the endpoint does not respond: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted while waiting for the endpoint", e);
        }
    }

    ProcessUsage usage() {
        return new ProcessUsage(process.orElseThrow().pid());
    }

    @Override
    public void close() {
        process.ifPresent(Process::destroyForcibly);
    }
}
