/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/** Writes objects of the SDK as DynamoDB does. A value without a type is an empty object. */
public final class SdkJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SdkJson() {}

    /** A response of GetRecords. */
    public static byte[] response(List<Record> records) {
        return bytes(Map.of("Records", records.stream().map(SdkJson::record).toList()));
    }

    /** A response of Scan. */
    public static byte[] scan(List<Map<String, AttributeValue>> items) {
        return bytes(Map.of("Items", items.stream().map(SdkJson::attributes).toList()));
    }

    private static byte[] bytes(Object json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Map<String, @Nullable Object> record(Record record) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("eventID", record.eventID());
        json.put("eventName", record.eventNameAsString());
        json.put("dynamodb", change(record.dynamodb()));
        if (record.userIdentity() != null) {
            json.put(
                    "userIdentity",
                    Map.of(
                            "Type",
                            record.userIdentity().type(),
                            "PrincipalId",
                            record.userIdentity().principalId()));
        }
        return json;
    }

    private static Map<String, @Nullable Object> change(StreamRecord change) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put(
                "ApproximateCreationDateTime",
                change.approximateCreationDateTime().getEpochSecond());
        json.put("Keys", attributes(change.keys()));
        if (change.hasOldImage()) {
            json.put("OldImage", attributes(change.oldImage()));
        }
        if (change.hasNewImage()) {
            json.put("NewImage", attributes(change.newImage()));
        }
        json.put("SequenceNumber", change.sequenceNumber());
        if (change.sizeBytes() != null) {
            json.put("SizeBytes", change.sizeBytes());
        }
        json.put("StreamViewType", change.streamViewTypeAsString());
        return json;
    }

    private static Map<String, Object> attributes(Map<String, AttributeValue> attributes) {
        Map<String, Object> json = new LinkedHashMap<>();
        attributes.forEach((name, value) -> json.put(name, value(value)));
        return json;
    }

    private static Map<String, Object> value(AttributeValue value) {
        return switch (value.type()) {
            case S -> Map.of("S", value.s());
            case N -> Map.of("N", value.n());
            case B -> Map.of("B", value.b().asByteArray());
            case BOOL -> Map.of("BOOL", value.bool());
            case NUL -> Map.of("NULL", true);
            case M -> Map.of("M", attributes(value.m()));
            case L -> {
                List<Object> elements = new ArrayList<>();
                value.l().forEach(element -> elements.add(value(element)));
                yield Map.of("L", elements);
            }
            case SS -> Map.of("SS", value.ss());
            case NS -> Map.of("NS", value.ns());
            case BS ->
                Map.of(
                        "BS",
                        value.bs().stream()
                                .map(bytes ->
                                        ByteBuffer.wrap(bytes.asByteArray()).array())
                                .toList());
            case UNKNOWN_TO_SDK_VERSION -> Map.of();
        };
    }
}
