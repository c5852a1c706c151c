/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.body;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.Source;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.apache.hc.core5.http.ContentType;

/**
 * Writes CloudEvents 1.0: {@code id} is the {@code event_id}, {@code source} the table's ARN, {@code type}
 * {@code io.changefeed.dynamodb.insert}, {@code modify}, {@code remove} or {@code read}, {@code subject} the item's key
 * in DynamoDB JSON, {@code time} the time of the change, the extension {@code sequence} the {@code order}, and
 * {@code data} the change event.
 */
final class CloudEventsWriter implements BodyWriter {
    /** Without a charset: JSON has none (RFC 8259), and the JavaScript SDK refuses an upper-case one. */
    private static final ContentType SINGLE = ContentType.create("application/cloudevents+json");

    private static final ContentType BATCH = ContentType.create("application/cloudevents-batch+json");
    private static final String TYPE = "io.changefeed.dynamodb.";
    private static final String STREAM = "/stream/";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(JsonFormat.getCloudEventJacksonModule())
            .build();

    private final EnvelopeJson envelopes;
    private final boolean batched;

    CloudEventsWriter(ItemFormat items, boolean batched) {
        envelopes = new EnvelopeJson(items);
        this.batched = batched;
    }

    @Override
    public byte[] encode(ChangeEvent event) {
        return BodyJson.withField(serialize(context(event)), "data", envelopes.write(event));
    }

    private static byte[] serialize(CloudEvent event) {
        try {
            return MAPPER.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a CloudEvent cannot be serialized as JSON", e);
        }
    }

    @Override
    public Body combine(List<byte[]> events) {
        return batched ? new Body(BATCH, BodyJson.join("[", events, "]")) : new Body(SINGLE, events.get(0));
    }

    /** Returns everything but the data, which is copied instead of parsed. */
    private static CloudEvent context(ChangeEvent event) {
        Source source = event.source();
        return CloudEventBuilder.v1()
                .withId(source.eventId())
                .withSource(URI.create(tableArn(source)))
                .withType(TYPE + event.operation().name().toLowerCase(Locale.ROOT))
                .withSubject(ItemFormat.DYNAMODB_JSON
                        .json()
                        .text(new Item(event.key().attributes())))
                .withTime(source.time().atOffset(ZoneOffset.UTC))
                .withExtension("sequence", source.order().text())
                .withDataContentType("application/json")
                .build();
    }

    /** Returns the same ARN for all events of a table, whether they are from its stream or a snapshot. */
    private static String tableArn(Source source) {
        return source.streamArn()
                .filter(arn -> arn.contains(STREAM))
                .map(arn -> arn.substring(0, arn.indexOf(STREAM)))
                .orElseGet(() ->
                        "arn:aws:dynamodb:" + source.region() + ":" + source.account() + ":table/" + source.table());
    }
}
