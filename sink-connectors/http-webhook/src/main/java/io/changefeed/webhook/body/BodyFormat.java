/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.body;

import io.changefeed.event.ItemFormat;

/** The format of a body: the property {@code body.format}. */
public enum BodyFormat {
    /** The event that AWS Lambda passes to a DynamoDB trigger. */
    LAMBDA {
        @Override
        public BodyWriter writer(ItemFormat items, boolean batched) {
            return new LambdaWriter();
        }
    },
    /** The change event as on a topic with {@code event.format=map}. */
    ENVELOPE {
        @Override
        public BodyWriter writer(ItemFormat items, boolean batched) {
            return new EnvelopeWriter(items, batched);
        }
    },
    /** CloudEvents 1.0 in JSON, with the change event as data. */
    CLOUDEVENTS {
        @Override
        public BodyWriter writer(ItemFormat items, boolean batched) {
            return new CloudEventsWriter(items, batched);
        }
    };

    /**
     * Creates a writer of bodies in this format.
     *
     * @param items format of items, if this format allows several
     * @param batched whether a body may have several events. If so, a single event is written in the batched form
     *     too, so that a receiver has to read one form only.
     */
    public abstract BodyWriter writer(ItemFormat items, boolean batched);
}
