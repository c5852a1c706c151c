/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventReader;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Operation;
import io.changefeed.event.ViewType;
import io.changefeed.webhook.WebhookEvents;
import io.cloudevents.CloudEvent;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BodyFormatTest {
    private static final List<ChangeEvent> TWO = List.of(WebhookEvents.insert("a", 1), WebhookEvents.modify("b", 2));
    private static final List<ChangeEvent> ONE = TWO.subList(0, 1);

    private final JsonMapper json = new JsonMapper();

    @ParameterizedTest
    @EnumSource(ItemFormat.class)
    void envelopesAreReadByTheChangeEventReader(ItemFormat items) throws IOException {
        Body body = write(BodyFormat.ENVELOPE.writer(items, true), TWO);

        assertThat(body.contentType()).hasToString("application/json");
        JsonNode envelopes = json.readTree(body.content());
        assertThat(envelopes).hasSize(2);
        for (int i = 0; i < 2; i++) {
            assertThat(read(envelopes.get(i).toString())).isEqualTo(TWO.get(i));
        }
    }

    @Test
    void itemIsWrittenInTheConfiguredFormat() throws IOException {
        JsonNode typed = json.readTree(write(BodyFormat.ENVELOPE.writer(ItemFormat.DYNAMODB_JSON, false), ONE)
                .content());
        JsonNode plain = json.readTree(
                write(BodyFormat.ENVELOPE.writer(ItemFormat.JSON, false), ONE).content());

        assertThat(typed.at("/after/item/n/N").asText()).isEqualTo("1");
        assertThat(plain.at("/after/item/n").asInt()).isEqualTo(1);
        assertThat(typed.at("/source/event_id").asText()).isEqualTo("a-1");
    }

    /** White space, which no writer writes, shows that an image was copied. */
    @ParameterizedTest
    @EnumSource(BodyFormat.class)
    void imagesOfARecordOfBytesAreCopied(BodyFormat format) {
        byte[] written =
                BodyFormat.ENVELOPE.writer(ItemFormat.DYNAMODB_JSON, false).encode(TWO.get(1));
        String record = new String(written, StandardCharsets.UTF_8).replace("{\"N\":\"2\"}", "{\"N\": \"2\"}");
        ChangeEvent event =
                (ChangeEvent) new ChangeEventReader().readLazily(null, record.getBytes(StandardCharsets.UTF_8));

        Body body = write(format.writer(ItemFormat.DYNAMODB_JSON, true), List.of(event));

        assertThat(new String(body.content(), StandardCharsets.UTF_8)).contains("\"n\":{\"N\": \"2\"}");
    }

    @Test
    void batchedEnvelopesAreInAnArray() throws IOException {
        assertThat(json.readTree(write(BodyFormat.ENVELOPE.writer(ItemFormat.JSON, true), ONE)
                        .content()))
                .hasSize(1)
                .allSatisfy(each -> assertThat(each.path("op").asText()).isEqualTo("c"));
    }

    @Test
    void tablesWithDifferentKeysShareAWriter() throws IOException {
        ChangeEvent other = WebhookEvents.withKey(Map.of("pk", new ItemValue.N("7")));

        JsonNode envelopes =
                json.readTree(write(BodyFormat.ENVELOPE.writer(ItemFormat.JSON, true), List.of(ONE.get(0), other))
                        .content());

        assertThat(envelopes.at("/0/after/id").asText()).isEqualTo("a");
        assertThat(envelopes.at("/1/before/pk").asText()).isEqualTo("7");
    }

    @Test
    void eventWithAmbiguousKeyNamesIsRejected() {
        Map<String, ItemValue> key = new LinkedHashMap<>();
        key.put("item", new ItemValue.S("a"));
        key.put("item_", new ItemValue.S("b"));

        assertThatExceptionOfType(RejectedEventException.class)
                .isThrownBy(() ->
                        write(BodyFormat.ENVELOPE.writer(ItemFormat.JSON, false), List.of(WebhookEvents.withKey(key))))
                .withMessageStartingWith("source.key: the key attributes 'item' and 'item_' would both become");
    }

    @Test
    void cloudEventIsReadByTheSdk() throws IOException {
        Body body = write(BodyFormat.CLOUDEVENTS.writer(ItemFormat.DYNAMODB_JSON, false), ONE);

        assertThat(body.contentType()).hasToString("application/cloudevents+json");
        CloudEvent event = HttpMessageFactory.createReader(
                        Map.of("content-type", body.contentType().toString()), body.content())
                .toEvent();
        assertThat(event.getId()).isEqualTo("a-1");
        assertThat(event.getSource()).isEqualTo(URI.create("arn:aws:dynamodb:eu-central-1:123456789012:table/orders"));
        assertThat(event.getType()).isEqualTo("io.changefeed.dynamodb.insert");
        assertThat(event.getSubject()).isEqualTo("{\"id\":{\"S\":\"a\"}}");
        assertThat(Objects.requireNonNull(event.getTime()).toInstant()).isEqualTo(WebhookEvents.TIME);
        assertThat(event.getDataContentType()).isEqualTo("application/json");
        assertThat(event.getExtension("sequence"))
                .isEqualTo(ONE.get(0).source().order().text());
        String data = new String(Objects.requireNonNull(event.getData()).toBytes(), StandardCharsets.UTF_8);
        assertThat(read(data)).isEqualTo(ONE.get(0));
    }

    @Test
    void batchOfCloudEventsIsReadByTheSdk() throws IOException {
        ChangeEvent row = WebhookEvents.snapshotRow("a");

        Body body = write(BodyFormat.CLOUDEVENTS.writer(ItemFormat.JSON, true), List.of(TWO.get(1), row));

        assertThat(body.contentType()).hasToString("application/cloudevents-batch+json");
        List<CloudEvent> events = JsonMapper.builder()
                .addModule(JsonFormat.getCloudEventJacksonModule())
                .build()
                .readValue(body.content(), new TypeReference<>() {});
        assertThat(events)
                .extracting(CloudEvent::getType)
                .containsExactly("io.changefeed.dynamodb.modify", "io.changefeed.dynamodb.read");
        assertThat(events)
                .extracting(CloudEvent::getSource)
                .containsOnly(URI.create("arn:aws:dynamodb:eu-central-1:123456789012:table/orders"));
    }

    @Test
    void lambdaFormatIsTheSameWithAndWithoutBatches() throws IOException {
        for (boolean batched : new boolean[] {true, false}) {
            Body body = write(BodyFormat.LAMBDA.writer(ItemFormat.JSON, batched), ONE);
            assertThat(body.contentType()).hasToString("application/json");
            assertThat(json.readTree(body.content()).path("Records")).hasSize(1);
        }
    }

    @Test
    void compressionIsReversible() throws IOException {
        Body body = write(BodyFormat.LAMBDA.writer(ItemFormat.JSON, true), TWO);

        Body compressed = Compression.GZIP.compress(body);

        assertThat(compressed.content().length).isLessThan(body.content().length);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed.content())).readAllBytes())
                .isEqualTo(body.content());
        assertThat(compressed.contentType()).isEqualTo(body.contentType());
        assertThat(Compression.NONE.compress(body)).isSameAs(body);
        assertThat(Compression.GZIP.contentEncoding()).contains("gzip");
        assertThat(Compression.NONE.contentEncoding()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ViewType.class)
    void everyViewTypeIsWrittenInEveryFormat(ViewType viewType) throws IOException {
        ChangeEvent bare = new ChangeEvent(
                Operation.MODIFY,
                new ItemKey(Map.of("id", new ItemValue.S("a"))),
                Optional.empty(),
                Optional.empty(),
                WebhookEvents.source("a-1", Optional.of(viewType)),
                WebhookEvents.TIME);
        for (BodyFormat format : BodyFormat.values()) {
            assertThat(json.readTree(write(format.writer(ItemFormat.JSON, false), List.of(bare))
                                    .content())
                            .toString())
                    .contains(viewType.name());
        }
    }

    private static Body write(BodyWriter writer, List<ChangeEvent> events) {
        return writer.combine(events.stream().map(writer::encode).toList());
    }

    private static Object read(String envelope) {
        try (JsonConverter converter = new JsonConverter()) {
            converter.configure(Map.of("schemas.enable", "false"), false);
            SchemaAndValue value = converter.toConnectData("t", envelope.getBytes(StandardCharsets.UTF_8));
            return new ChangeEventReader().read(value.schema(), value.value());
        }
    }
}
