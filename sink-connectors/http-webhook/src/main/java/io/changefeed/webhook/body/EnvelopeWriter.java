/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.body;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemFormat;
import java.util.List;

/** Writes change events as they are. */
final class EnvelopeWriter implements BodyWriter {
    private final Envelopes envelopes;
    private final boolean batched;

    EnvelopeWriter(ItemFormat items, boolean batched) {
        envelopes = new Envelopes(items);
        this.batched = batched;
    }

    @Override
    public Body write(List<ChangeEvent> events) {
        List<Object> written = events.stream().map(envelopes::envelope).toList();
        return new Body("application/json", Json.bytes(batched ? written : written.get(0)));
    }
}
