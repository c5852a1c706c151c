/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.changefeed.webhook.response.Response;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.apache.hc.core5.concurrent.CallbackContribution;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.junit.jupiter.api.Test;

class ResponseConsumerTest {
    @Test
    void bodyIsReadInPieces() throws IOException {
        assertThat(body("{\"access", "_token\":", "\"caf\u00e9\"}")).isEqualTo("{\"access_token\":\"caf\u00e9\"}");
    }

    @Test
    void onlyTheStartOfALongBodyIsKept() throws IOException {
        String piece = "0123456789abcde\n".repeat(3_000);

        assertThat(body(piece, piece, piece))
                .hasSize(Response.MAX_BODY_BYTES)
                .startsWith(piece)
                .endsWith("0123456789abcde\n");
    }

    @Test
    void smallBodyAllocatesNoLargeBuffer() throws IOException {
        body("ok");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        body("ok");

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(Response.MAX_BODY_BYTES / 4);
    }

    @Test
    void bodyIsCompleteIfItEndedAndIsNotTooLong() throws IOException {
        String longest = "x".repeat(Response.MAX_BODY_BYTES);

        assertThat(response("ok").isComplete()).isTrue();
        assertThat(response(longest).isComplete()).isTrue();
        assertThat(response(longest, "x").isComplete()).isFalse();
    }

    private static String body(String... pieces) throws IOException {
        return response(pieces).body();
    }

    private static Response response(String... pieces) throws IOException {
        CompletableFuture<Response> response = new CompletableFuture<>();
        ResponseConsumer consumer = new ResponseConsumer(response::complete);
        consumer.consumeResponse(
                new BasicHttpResponse(200),
                new BasicEntityDetails(-1, null),
                HttpCoreContext.create(),
                new CallbackContribution<>(null) {
                    @Override
                    public void completed(Response read) {
                        // The future completes once the connection is released.
                    }
                });
        for (String piece : pieces) {
            ByteBuffer content = ByteBuffer.wrap(piece.getBytes(UTF_8));
            consumer.consume(content);
            assertThat(content.hasRemaining()).isFalse();
        }
        consumer.streamEnd(null);
        consumer.releaseResources();
        return response.join();
    }
}
