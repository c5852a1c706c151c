/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.stream.SequenceNumber;
import io.changefeed.simulator.stream.ViewType;

/** Builds the stream record of a change: its size and its JSON. */
final class RecordJson {
    private final String region;
    private final ViewType viewType;

    RecordJson(String region, ViewType viewType) {
        this.region = region;
        this.viewType = viewType;
    }

    /** Returns the size of the key and of the images that the stream contains. */
    int sizeBytes(Change change) {
        int bytes = ItemSize.of(change.key());
        if (viewType.hasOldImage()) {
            bytes += change.before().map(ItemSize::of).orElse(0);
        }
        if (viewType.hasNewImage()) {
            bytes += change.after().map(ItemSize::of).orElse(0);
        }
        return bytes;
    }

    byte[] of(Change change, SequenceNumber number, String eventId) {
        ObjectNode dynamodb = JsonNodeFactory.instance
                .objectNode()
                .put("ApproximateCreationDateTime", change.time().getEpochSecond())
                .set("Keys", change.key());
        if (viewType.hasNewImage()) {
            change.after().ifPresent(image -> dynamodb.set("NewImage", image));
        }
        if (viewType.hasOldImage()) {
            change.before().ifPresent(image -> dynamodb.set("OldImage", image));
        }
        dynamodb.put("SequenceNumber", number.toString())
                .put("SizeBytes", sizeBytes(change))
                .put("StreamViewType", viewType.name());
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("awsRegion", region)
                .put("eventID", eventId)
                .put("eventName", change.eventName().name())
                .put("eventSource", "aws:dynamodb")
                .put("eventVersion", "1.1")
                .set("dynamodb", dynamodb);
        change.identity()
                .ifPresent(by -> json.putObject("userIdentity")
                        .put("PrincipalId", by.principalId())
                        .put("Type", by.type()));
        return json.toString().getBytes(UTF_8);
    }
}
