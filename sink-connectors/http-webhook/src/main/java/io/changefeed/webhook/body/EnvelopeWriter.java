/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.body;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemFormat;
import java.util.List;

/** Writes change events in the form in which they appear on a topic. */
final class EnvelopeWriter implements BodyWriter {
    private final EnvelopeJson envelopes;
    private final boolean batched;

    EnvelopeWriter(ItemFormat items, boolean batched) {
        envelopes = new EnvelopeJson(items);
        this.batched = batched;
    }

    @Override
    public byte[] encode(ChangeEvent event) {
        return envelopes.write(event);
    }

    @Override
    public Body combine(List<byte[]> events) {
        return new Body(BodyJson.CONTENT_TYPE, batched ? BodyJson.join("[", events, "]") : events.get(0));
    }
}
