/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.http;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.sun.net.httpserver.HttpExchange;
import io.changefeed.simulator.fault.FaultEffect;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Sends responses late, in part or never. A delayed response occupies no thread. */
final class ResponseSender {
    private static final System.Logger LOG = System.getLogger(ResponseSender.class.getName());

    private final Executor executor;
    private final Runnable onHeld;
    private final Queue<HttpExchange> hanging = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();

    /** @param onHeld runs whenever a response is held */
    ResponseSender(Executor executor, Runnable onHeld) {
        this.executor = executor;
        this.onHeld = onHeld;
    }

    /** Sends a response according to the faults of its call. */
    void send(HttpExchange exchange, FaultEffect effect, Supplier<JsonResponse> response) {
        if (effect.delivery() == FaultEffect.Delivery.NEVER) {
            hanging.add(exchange);
        } else if (effect.delivery() == FaultEffect.Delivery.HELD) {
            JsonResponse ready = response.get();
            held.add(() -> sendNow(exchange, effect, () -> ready));
            onHeld.run();
        } else if (effect.delay().isZero()) {
            sendNow(exchange, effect, response);
        } else {
            CompletableFuture.delayedExecutor(effect.delay().toNanos(), NANOSECONDS, executor)
                    .execute(() -> sendNow(exchange, effect, response));
        }
    }

    /** Cuts the connections of all hanging calls and sends held responses. */
    void release() {
        for (Runnable response = held.poll(); response != null; response = held.poll()) {
            executor.execute(response);
        }
        for (HttpExchange exchange = hanging.poll(); exchange != null; exchange = hanging.poll()) {
            exchange.close();
        }
    }

    private static void sendNow(HttpExchange exchange, FaultEffect effect, Supplier<JsonResponse> response) {
        try (exchange) {
            JsonResponse whole = response.get();
            switch (effect.delivery()) {
                case WHOLE, HELD -> whole.send(exchange);
                case HALF -> whole.sendHalf(exchange);
                case NONE, NEVER -> {}
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the client closed the connection before its response", e);
        } catch (RuntimeException e) {
            // Logged because the HTTP server of the JDK closes the connection silently, as if a script had cut it.
            LOG.log(Level.ERROR, "the simulator failed; the connection is closed", e);
            throw e;
        }
    }
}
