/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.event.DroppedImages;
import io.changefeed.source.config.EventsConfig;
import io.changefeed.source.config.OversizePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event that lost images because it was larger than {@code max.event.bytes}.
 *
 * @param description of the event, for the log
 * @param bytes the size of the event with all images
 */
public record OversizeEvent(String description, long bytes, DroppedImages dropped, OversizePolicy policy) {
    private static final Logger LOG = LoggerFactory.getLogger(OversizeEvent.class);

    void log() {
        LOG.warn(
                "{} is {} bytes, over '{}'; dropped image(s): {} ('{}={}')",
                description,
                bytes,
                EventsConfig.MAX_EVENT_BYTES,
                dropped.text(),
                EventsConfig.ON_OVERSIZE,
                policy.text());
    }
}
