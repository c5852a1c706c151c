/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.config.DeliveryDefaults;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.delivery.destination.Route;
import io.changefeed.event.ChangeEvent;
import io.changefeed.testing.FakeSinkTaskContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class DeliverySinkTaskTest {
    @Test
    void taskHasAVersion() {
        assertThat(new Task().version()).isEqualTo(ChangefeedVersion.text());
    }

    @Test
    void putBeforeStartFails() {
        assertThatThrownBy(() -> new Task().put(List.of()))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("not been started");
    }

    @Test
    void taskThatDidNotStartCanBeStopped() {
        new Task().stop();
    }

    @Test
    void failedStartClosesTheDestination() {
        try (FakeSinkTaskContext context = new FakeSinkTaskContext()) {
            Task first = new Task();
            first.initialize(context);
            first.start(Map.of());
            Task second = new Task();
            second.initialize(context);

            // Its metrics have the same names as those of the first task.
            assertThatThrownBy(() -> second.start(Map.of())).hasMessageContaining("already exists");

            assertThat(second.isDestinationClosed).isTrue();
            assertThat(first.isDestinationClosed).isFalse();
            first.stop();
            assertThat(first.isDestinationClosed).isTrue();
        }
    }

    /** A minimal sink. */
    private static final class Task extends DeliverySinkTask<AbstractConfig> {
        private boolean isDestinationClosed;

        @Override
        protected AbstractConfig config(Map<String, String> properties) {
            ConfigDef definition = DeliveryConfig.addTo(new ConfigDef(), new DeliveryDefaults(1, 1, 1, Duration.ZERO));
            return new AbstractConfig(definition, properties);
        }

        @Override
        protected Destination<?> destination(AbstractConfig config) {
            return new Destination<ChangeEvent>() {
                @Override
                public ChangeEvent prepare(ChangeEvent event) {
                    return event;
                }

                @Override
                public Delivery deliver(Route route, List<ChangeEvent> events) {
                    return Delivery.completed(DeliveryResult.PerEvent.of(events.size(), new EventResult.Delivered()));
                }

                @Override
                public void close() {
                    isDestinationClosed = true;
                }
            };
        }
    }
}
