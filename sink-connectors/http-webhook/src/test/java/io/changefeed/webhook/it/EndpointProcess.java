/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.it;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.changefeed.localstack.child.ParentWatchdog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs an {@link EndpointProgram} in a separate process and reads the requests that it received. */
final class EndpointProcess implements AutoCloseable {
    /**
     * One request.
     *
     * @param events the ids of its events
     * @param status status of the response; 0 if the connection was closed without a response
     */
    record Request(String path, String id, List<String> events, int status, long at, String body) {}

    private final JsonMapper json = new JsonMapper();
    private final Path file;
    private final int port;
    private Process process;

    private EndpointProcess(Path file, int port) throws IOException {
        this.file = file;
        this.port = port;
        process = launch();
    }

    static EndpointProcess start() {
        try {
            EndpointProcess endpoint = new EndpointProcess(Files.createTempFile("endpoint", ".jsonl"), freePort());
            endpoint.awaitListening();
            return endpoint;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a free port below the range of ephemeral ports, so that it is still free when the process restarts. */
    private static int freePort() {
        return new Random()
                .ints(10_000, 32_768)
                .filter(EndpointProcess::isFree)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ParentWatchdog.class.getName(),
                        EndpointProgram.class.getName(),
                        Integer.toString(port),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void awaitListening() {
        await().atMost(Duration.ofSeconds(90)).until(this::isListening);
    }

    private boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Kills the process, so that connections are refused. */
    void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the endpoint process is still running 10 s after SIGKILL");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void restart() {
        try {
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitListening();
    }

    /** @param pathAndScript such as {@code orders?fail=20} */
    String url(String pathAndScript) {
        return "http://127.0.0.1:" + port + "/" + pathAndScript;
    }

    /** The requests to a path, in the order of the responses. */
    List<Request> requests(String path) {
        List<Request> requests = new ArrayList<>();
        try (Stream<String> lines = Files.lines(file)) {
            // Ignores an incomplete line that is being written.
            lines.filter(line -> line.endsWith("}"))
                    .map(this::request)
                    .filter(request -> request.path().equals("/" + path))
                    .forEach(requests::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return requests;
    }

    private Request request(String line) {
        try {
            JsonNode read = json.readTree(line);
            List<String> events = new ArrayList<>();
            read.path("events").forEach(event -> events.add(event.asText()));
            return new Request(
                    read.path("path").asText(),
                    read.path("id").asText(),
                    events,
                    read.path("status").asInt(),
                    read.path("at").asLong(),
                    read.path("body").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
