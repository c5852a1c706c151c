/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.body;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.LambdaJson;
import java.util.List;

/** Writes the event that a Lambda function receives from a DynamoDB Streams trigger. */
final class LambdaWriter implements BodyWriter {
    @Override
    public byte[] encode(ChangeEvent event) {
        return LambdaJson.record(event);
    }

    @Override
    public Body combine(List<byte[]> events) {
        return new Body(BodyJson.CONTENT_TYPE, BodyJson.join("{\"Records\":[", events, "]}"));
    }
}
