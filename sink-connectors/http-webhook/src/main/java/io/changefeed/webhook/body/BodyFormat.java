/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.changefeed.event.ItemFormat;
import io.changefeed.event.LambdaJson;

/** What a body looks like: the property {@code body.format}. */
public enum BodyFormat {
    /** What AWS Lambda hands a DynamoDB trigger. */
    LAMBDA {
        @Override
        public BodyWriter writer(ItemFormat items, boolean batched) {
            return events ->
                    new Body("application/json", LambdaJson.write(events).getBytes(UTF_8));
        }
    },
    /** The change event as it stands on a topic with {@code event.format=map}. */
    ENVELOPE {
        @Override
        public BodyWriter writer(ItemFormat items, boolean batched) {
            return new EnvelopeWriter(items, batched);
        }
    },
    /** CloudEvents 1.0 in JSON, with the change event as their data. */
    CLOUDEVENTS {
        @Override
        public BodyWriter writer(ItemFormat items, boolean batched) {
            return new CloudEventsWriter(items, batched);
        }
    };

    /**
     * A writer of such bodies.
     *
     * @param items how items are written, where the format leaves that open
     * @param batched whether a body may have several events: it is then an array also for one, where the format knows a
     *     single event too, so that a receiver has one form to read
     */
    public abstract BodyWriter writer(ItemFormat items, boolean batched);
}
