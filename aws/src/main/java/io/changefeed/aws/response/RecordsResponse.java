/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws.response;

import io.changefeed.event.ItemValue;
import io.changefeed.event.JsonSlice;
import io.changefeed.event.UserIdentity;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * A response of GetRecords.
 *
 * @param nextIterator empty at the end of the shard, and only there
 */
public record RecordsResponse(List<RawRecord> records, Optional<String> nextIterator) {

    /**
     * Parses a response.
     *
     * @param untyped what a value without a type means in images
     * @throws SdkClientException if it is no complete response; the request can be retried
     */
    public static RecordsResponse parse(JsonSlice json, UntypedValue untyped) {
        return ResponseParser.parse(json, parser -> new Reader(parser, untyped).response());
    }

    private record Reader(ResponseParser json, UntypedValue untyped) {
        RecordsResponse response() throws IOException {
            @Nullable List<RawRecord> records = null;
            @Nullable String nextIterator = null;
            while (json.nextField()) {
                switch (json.name()) {
                    case "Records" -> records = records();
                    case "NextShardIterator" -> nextIterator = json.text();
                    default -> json.skip();
                }
            }
            // Without this check, a proxy's {} would end the shard.
            return new RecordsResponse(json.require(records, "Records"), Optional.ofNullable(nextIterator));
        }

        private List<RawRecord> records() throws IOException {
            List<RawRecord> records = new ArrayList<>();
            json.requireArray();
            while (json.nextElement()) {
                records.add(new RecordReader(json, untyped).record());
            }
            return records;
        }
    }

    /** Reads one record. Fields can have any order. */
    private static final class RecordReader {
        private final ResponseParser json;
        private final ItemReader keys;
        private final ItemReader oldImage;
        private final ItemReader newImage;
        private @Nullable String eventId;
        private @Nullable String eventName;
        private @Nullable String sequenceNumber;
        private @Nullable Instant changedAt;
        private @Nullable String viewType;
        private long sizeBytes;
        private Optional<UserIdentity> userIdentity = Optional.empty();
        private Map<String, ItemValue> keyAttributes = Map.of();

        RecordReader(ResponseParser json, UntypedValue untyped) {
            this.json = json;
            this.keys = new ItemReader(json, "Keys", UntypedValue.INVALID);
            this.oldImage = new ItemReader(json, "OldImage", untyped);
            this.newImage = new ItemReader(json, "NewImage", untyped);
        }

        RawRecord record() throws IOException {
            json.requireObject();
            while (json.nextField()) {
                switch (json.name()) {
                    case "eventID" -> eventId = json.text();
                    case "eventName" -> eventName = json.text();
                    case "dynamodb" -> readChange();
                    case "userIdentity" -> userIdentity = userIdentity();
                    default -> json.skip();
                }
            }
            return new RawRecord(
                    json.require(eventId, "eventID"),
                    json.require(eventName, "eventName"),
                    json.require(sequenceNumber, "SequenceNumber"),
                    json.require(changedAt, "ApproximateCreationDateTime"),
                    keyAttributes,
                    oldImage.item(),
                    newImage.item(),
                    Optional.ofNullable(viewType),
                    sizeBytes,
                    userIdentity,
                    keys.problem().or(oldImage::problem).or(newImage::problem));
        }

        private void readChange() throws IOException {
            json.requireObject();
            while (json.nextField()) {
                switch (json.name()) {
                    case "ApproximateCreationDateTime" -> changedAt = json.time();
                    case "Keys" -> keyAttributes = keys();
                    case "OldImage" -> oldImage.read();
                    case "NewImage" -> newImage.read();
                    case "SequenceNumber" -> sequenceNumber = json.text();
                    case "SizeBytes" -> sizeBytes = json.integer();
                    case "StreamViewType" -> viewType = json.text();
                    default -> json.skip();
                }
            }
        }

        private Map<String, ItemValue> keys() throws IOException {
            Map<String, ItemValue> attributes = new LinkedHashMap<>();
            keys.read(name -> true, attributes);
            return attributes;
        }

        private Optional<UserIdentity> userIdentity() throws IOException {
            if (json.isNull()) {
                return Optional.empty();
            }
            json.requireObject();
            @Nullable String type = null;
            @Nullable String principal = null;
            while (json.nextField()) {
                // In capitals in the API Reference, in lower case in the Developer Guide.
                switch (json.name()) {
                    case "Type", "type" -> type = json.text();
                    case "PrincipalId", "principalId" -> principal = json.text();
                    default -> json.skip();
                }
            }
            return Optional.of(new UserIdentity(
                    json.require(type, "userIdentity.Type"), json.require(principal, "userIdentity.PrincipalId")));
        }
    }
}
