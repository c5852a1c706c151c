/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.http;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.sun.net.httpserver.HttpExchange;
import io.changefeed.simulator.fault.Treatment;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Delivers answers late, in part or never. A late one occupies no thread while it waits. */
final class Deliveries {
    private static final System.Logger LOG = System.getLogger(Deliveries.class.getName());

    private final Executor executor;
    private final Runnable onHeld;
    private final Queue<HttpExchange> hanging = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();

    /** @param onHeld is done whenever an answer is ready and held */
    Deliveries(Executor executor, Runnable onHeld) {
        this.executor = executor;
        this.onHeld = onHeld;
    }

    /** Delivers what {@code answer} says when its time has come. */
    void deliver(HttpExchange exchange, Treatment treatment, Supplier<Answer> answer) {
        if (treatment.delivery() == Treatment.Delivery.NEVER) {
            hanging.add(exchange);
        } else if (treatment.delivery() == Treatment.Delivery.HELD) {
            Answer ready = answer.get();
            held.add(() -> send(exchange, treatment, () -> ready));
            onHeld.run();
        } else if (treatment.delay().isZero()) {
            send(exchange, treatment, answer);
        } else {
            CompletableFuture.delayedExecutor(treatment.delay().toNanos(), NANOSECONDS, executor)
                    .execute(() -> send(exchange, treatment, answer));
        }
    }

    /** Cuts the connections of all calls that hang, and sends the answers that are held. */
    void release() {
        for (Runnable answer = held.poll(); answer != null; answer = held.poll()) {
            executor.execute(answer);
        }
        for (HttpExchange exchange = hanging.poll(); exchange != null; exchange = hanging.poll()) {
            exchange.close();
        }
    }

    private static void send(HttpExchange exchange, Treatment treatment, Supplier<Answer> answer) {
        try (exchange) {
            Answer whole = answer.get();
            switch (treatment.delivery()) {
                case WHOLE, HELD -> whole.send(exchange);
                case HALF -> whole.sendHalf(exchange);
                case NONE, NEVER -> {}
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the client has left before its answer", e);
        } catch (RuntimeException e) {
            // The JDK's server would close the connection without a word, as if a script had cut it.
            LOG.log(Level.ERROR, "the simulator has a defect and cuts the connection", e);
            throw e;
        }
    }
}
