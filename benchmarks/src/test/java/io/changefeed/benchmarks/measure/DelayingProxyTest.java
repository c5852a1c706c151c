/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DelayingProxyTest {
    private static final Duration ROUND_TRIP = Duration.ofMillis(40);
    private static final int REQUESTS = 5;

    @Test
    void requestAndResponseAreDelayedAndUnchanged() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
                DelayingProxy proxy = new DelayingProxy(server.getLocalPort(), ROUND_TRIP)) {
            CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> echo(server));
            long start = System.nanoTime();
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
                DataOutputStream out = new DataOutputStream(client.getOutputStream());
                DataInputStream in = new DataInputStream(client.getInputStream());
                for (int i = 0; i < REQUESTS; i++) {
                    out.writeInt(i);
                    assertThat(in.readInt()).isEqualTo(i);
                }
            }

            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(REQUESTS * ROUND_TRIP.toNanos());
            serving.join();
        }
    }

    /** Ends when the client has closed its connection. */
    private static void echo(ServerSocket server) {
        try (Socket client = server.accept()) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
