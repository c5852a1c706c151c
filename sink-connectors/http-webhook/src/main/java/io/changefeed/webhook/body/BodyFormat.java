/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.changefeed.event.ItemFormat;
import io.changefeed.event.LambdaJson;
import java.util.Arrays;
import java.util.Optional;

/** What a body looks like: the property {@code body.format}. */
public enum BodyFormat {
    /** What AWS Lambda hands a DynamoDB trigger. */
    LAMBDA("lambda") {
        @Override
        public BodyWriter writer(ItemFormat items, boolean batched) {
            return events ->
                    new Body("application/json", LambdaJson.write(events).getBytes(UTF_8));
        }
    },
    /** The change event as it stands on a topic with {@code event.format=map}. */
    ENVELOPE("envelope") {
        @Override
        public BodyWriter writer(ItemFormat items, boolean batched) {
            return new EnvelopeWriter(items, batched);
        }
    },
    /** CloudEvents 1.0 in JSON, with the change event as their data. */
    CLOUDEVENTS("cloudevents") {
        @Override
        public BodyWriter writer(ItemFormat items, boolean batched) {
            return new CloudEventsWriter(items, batched);
        }
    };

    private final String text;

    BodyFormat(String text) {
        this.text = text;
    }

    /** The text that stands in a configuration. */
    public String text() {
        return text;
    }

    /** The constant with this text; empty when there is none. */
    public static Optional<BodyFormat> ofText(String text) {
        return Arrays.stream(values())
                .filter(format -> format.text.equals(text))
                .findFirst();
    }

    /**
     * A writer of such bodies.
     *
     * @param items how items are written, where the format leaves that open
     * @param batched whether a body may have several events: it is then an array also for one, where the format knows a
     *     single event too, so that a receiver has one form to read
     */
    public abstract BodyWriter writer(ItemFormat items, boolean batched);
}
