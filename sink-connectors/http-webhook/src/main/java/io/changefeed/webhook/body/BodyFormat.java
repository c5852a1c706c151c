/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.body;

import io.changefeed.event.ItemFormat;

/** The format of request bodies (property {@code body.format}). */
public enum BodyFormat {
    /** The event that a Lambda function receives from a DynamoDB Streams trigger. */
    LAMBDA {
        @Override
        public BodyWriter writer(ItemFormat items, boolean batched) {
            return new LambdaWriter();
        }
    },
    /** The change event as it appears on a topic with {@code event.format=json}. */
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
     * @param items format of items; ignored by {@link #LAMBDA}
     * @param batched whether a body can contain several events. If so, a single event is also written in the batched
     *     form, so that receivers need to handle only one form.
     */
    public abstract BodyWriter writer(ItemFormat items, boolean batched);
}
