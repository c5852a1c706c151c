/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws.response;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.changefeed.aws.AwsErrorClassifier;
import io.changefeed.event.JsonSlice;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

@Timeout(60)
class ResponseCaptureTest {
    private static final String JSON = "{\"Records\":[],\"NextShardIterator\":\"next\"}";
    private static final byte[] BODY = JSON.getBytes(UTF_8);

    private final ResponseBuffer buffer = new ResponseBuffer();
    private final StubHttpClient http = new StubHttpClient();

    private String get(DynamoDbStreamsClient client) {
        client.getRecords(request -> request.shardIterator("any").overrideConfiguration(buffer::receive));
        return buffer.take().text();
    }

    private static void requireRetryable(Throwable failure) {
        assertThat(failure).isInstanceOf(SdkClientException.class);
        assertThat(AwsErrorClassifier.isTransient(failure)).as("transient").isTrue();
    }

    private static String crc(byte[] bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return Long.toString(checksum.getValue());
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    @Test
    void bodyIsReceivedUnchanged() {
        http.respond(200, Map.of("x-amz-crc32", crc(BODY)), BODY);

        assertThat(get(http.client(1))).isEqualTo(JSON);
    }

    /** The checksum of DynamoDB is that of the compressed body. */
    @Test
    void compressedBodyIsDecompressed() {
        byte[] compressed = gzip(BODY);
        http.respond(200, Map.of("x-amz-crc32", crc(compressed), "Content-Encoding", "gzip"), compressed);

        assertThat(get(http.client(1))).isEqualTo(JSON);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bodyWithAWrongChecksumIsAnErrorToRetry(boolean compressed) {
        byte[] body = compressed ? gzip(BODY) : BODY;
        Map<String, String> headers =
                compressed ? Map.of("x-amz-crc32", "1", "Content-Encoding", "gzip") : Map.of("x-amz-crc32", "1");
        http.respond(200, headers, body);

        assertThatThrownBy(() -> get(http.client(1)))
                .satisfies(ResponseCaptureTest::requireRetryable)
                .hasMessageStartingWith("The response of DynamoDB is invalid: wrong CRC32 checksum");
    }

    static IntStream cuts() {
        return IntStream.range(0, BODY.length);
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void connectionThatBreaksIsAnErrorToRetry(int cut) {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Connection reset");
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                throw new IOException("Connection reset");
            }
        };
        http.respond(
                200, Map.of(), new SequenceInputStream(new ByteArrayInputStream(Arrays.copyOf(BODY, cut)), broken));

        assertThatThrownBy(() -> get(http.client(1)))
                .satisfies(ResponseCaptureTest::requireRetryable)
                .hasMessageStartingWith("The response of DynamoDB is invalid: Connection reset");
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void bodyThatEndsEarlyIsNeverAResponse(int cut) {
        byte[] body = Arrays.copyOf(BODY, cut);
        http.respond(200, Map.of(), body);
        http.respond(200, Map.of("x-amz-crc32", crc(BODY)), body);
        byte[] compressed = gzip(BODY);
        http.respond(200, Map.of("Content-Encoding", "gzip"), Arrays.copyOf(compressed, cut));

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> {
                        String json = get(http.client(1));
                        RecordsResponse.parse(JsonSlice.of(json.getBytes(UTF_8)), UntypedValue.INVALID);
                    })
                    .satisfies(ResponseCaptureTest::requireRetryable);
        }
    }

    @Test
    void errorResponseIsMappedByTheSdk() {
        byte[] error = "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ExpiredIteratorException\"}".getBytes(UTF_8);
        http.respond(200, Map.of(), BODY).respond(400, Map.of("x-amz-crc32", crc(error)), error);
        DynamoDbStreamsClient client = http.client(1);
        get(client);

        assertThatThrownBy(() -> get(client)).isInstanceOf(ExpiredIteratorException.class);
        assertThatThrownBy(buffer::take).satisfies(ResponseCaptureTest::requireRetryable);
    }

    @Test
    void retriedRequestReceivesOnlyItsLastResponse() {
        http.respond(200, Map.of("x-amz-crc32", "1"), BODY)
                .respond(500, Map.of(), new byte[0])
                .respond(200, Map.of(), "{\"Records\":[]}".getBytes(UTF_8));

        assertThat(get(http.client(3))).isEqualTo("{\"Records\":[]}");
        assertThat(http.remaining()).isZero();
    }

    @Test
    void bufferIsEmptyAfterAFailedRequest() {
        http.respond(200, Map.of(), BODY).respond(200, Map.of("x-amz-crc32", "1"), BODY);
        DynamoDbStreamsClient client = http.client(1);
        get(client);

        assertThatThrownBy(() -> get(client)).isInstanceOf(SdkException.class);
        assertThatThrownBy(buffer::take)
                .hasMessage("The response of DynamoDB is invalid: it has no body")
                .satisfies(ResponseCaptureTest::requireRetryable);
    }

    @Test
    void otherRequestsAreLeftToTheSdk() {
        http.respond(200, Map.of("x-amz-crc32", crc(BODY)), BODY);

        assertThat(http.client(1)
                        .getRecords(request -> request.shardIterator("any"))
                        .nextShardIterator())
                .isEqualTo("next");
    }

    @Test
    void largeBufferIsNotKept() {
        byte[] large = new byte[9 << 20];
        Arrays.fill(large, (byte) ' ');
        http.respond(200, Map.of(), large);

        assertThat(get(http.client(1))).hasSize(large.length);
        assertThat(buffer.capacity()).as("before the next request").isZero();
    }

    @Test
    void bufferIsKeptForTheNextRequest() {
        http.respond(200, Map.of(), new byte[1 << 20]).respond(200, Map.of(), BODY);
        DynamoDbStreamsClient client = http.client(1);

        get(client);
        int capacity = buffer.capacity();
        get(client);

        assertThat(capacity).isGreaterThanOrEqualTo(1 << 20);
        assertThat(buffer.capacity()).isEqualTo(capacity);
    }

    @Test
    void allRequestsOfAThreadShareOneBuffer() {
        ResponseBuffer mine = ResponseBuffer.ofThread();

        assertThat(ResponseBuffer.ofThread()).isSameAs(mine);
        assertThat(CompletableFuture.supplyAsync(ResponseBuffer::ofThread, command -> new Thread(command).start())
                        .join())
                .isNotSameAs(mine);
    }

    static SdkHttpClient[] httpClients() {
        return new SdkHttpClient[] {Apache5HttpClient.create(), UrlConnectionHttpClient.create()};
    }

    @ParameterizedTest
    @MethodSource("httpClients")
    void responsesAreReadFromTheNetwork(SdkHttpClient client) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] compressed = gzip(BODY);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("x-amz-crc32", crc(compressed));
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, compressed.length);
            exchange.getResponseBody().write(compressed);
            exchange.close();
        });
        server.start();
        try (client;
                DynamoDbStreamsClient streams = StubHttpClient.streams(
                        client,
                        URI.create("http://localhost:" + server.getAddress().getPort()),
                        1)) {
            // More requests than the connection pool has connections.
            for (int i = 0; i < 100; i++) {
                assertThat(get(streams)).isEqualTo(JSON);
            }
        } finally {
            server.stop(0);
        }
    }
}
