/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws.response;

import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.JsonSlice;
import io.changefeed.event.KeySchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * A response of Scan or BatchGetItem for one table.
 *
 * @param evaluated the number of items that were evaluated, including those that a filter excluded
 * @param lastKey the key after which the next page of a scan starts; empty at the end
 * @param unprocessedKeys the keys of a batch that are still to be read
 * @param readUnits consumed read capacity units; 0 if DynamoDB does not return them
 */
public record ItemsResponse(
        List<RawItem> items, int evaluated, Optional<Item> lastKey, List<Item> unprocessedKeys, double readUnits) {

    /**
     * Parses a response of Scan.
     *
     * @throws SdkClientException if it is no complete response; the request can be retried
     */
    public static ItemsResponse parseScan(JsonSlice json, KeySchema key) {
        return ResponseParser.parse(json, parser -> new Reader(parser, key).scan());
    }

    /**
     * Parses a response of BatchGetItem.
     *
     * @throws SdkClientException if it is no complete response; the request can be retried
     */
    public static ItemsResponse parseBatch(JsonSlice json, KeySchema key) {
        return ResponseParser.parse(json, parser -> new Reader(parser, key).batch());
    }

    private record Reader(ResponseParser json, KeySchema key) {
        ItemsResponse scan() throws IOException {
            @Nullable List<RawItem> items = null;
            Optional<Item> lastKey = Optional.empty();
            @Nullable Integer scanned = null;
            double units = 0;
            while (json.nextField()) {
                switch (json.name()) {
                    case "Items" -> items = items();
                    case "LastEvaluatedKey" -> lastKey = lastKey();
                    case "ScannedCount" -> scanned = (int) json.integer();
                    case "ConsumedCapacity" -> units = units();
                    default -> json.skip();
                }
            }
            List<RawItem> read = json.require(items, "Items");
            // Emulators may omit the number of evaluated items.
            return new ItemsResponse(read, scanned == null ? read.size() : scanned, lastKey, List.of(), units);
        }

        ItemsResponse batch() throws IOException {
            @Nullable List<RawItem> items = null;
            List<Item> unprocessed = List.of();
            double units = 0;
            while (json.nextField()) {
                switch (json.name()) {
                    case "Responses" -> items = itemsOfTables();
                    case "UnprocessedKeys" -> unprocessed = unprocessedKeys();
                    case "ConsumedCapacity" -> units = unitsOfTables();
                    default -> json.skip();
                }
            }
            List<RawItem> read = json.require(items, "Responses");
            return new ItemsResponse(read, read.size(), Optional.empty(), unprocessed, units);
        }

        private List<RawItem> itemsOfTables() throws IOException {
            List<RawItem> items = new ArrayList<>();
            json.requireObject();
            while (json.nextField()) {
                items.addAll(items());
            }
            return items;
        }

        private List<RawItem> items() throws IOException {
            List<RawItem> items = new ArrayList<>();
            json.requireArray();
            while (json.nextElement()) {
                items.add(item());
            }
            return items;
        }

        private RawItem item() throws IOException {
            ItemReader reader = new ItemReader(json, "", UntypedValue.INVALID);
            Map<String, ItemValue> keys = new LinkedHashMap<>();
            reader.read(key.attributes()::containsKey, keys);
            return new RawItem(keys, json.require(reader.item().orElse(null), "item"), reader.problem());
        }

        /** Unlike items, keys are requested again, so they are converted. An empty one is none. */
        private Optional<Item> lastKey() throws IOException {
            return Optional.of(keyAttributes())
                    .filter(last -> !last.attributes().isEmpty());
        }

        private Item keyAttributes() throws IOException {
            ItemReader reader = new ItemReader(json, "", UntypedValue.INVALID);
            Map<String, ItemValue> keys = new LinkedHashMap<>();
            reader.read(name -> true, keys);
            Optional<DataException> problem = reader.problem();
            if (problem.isPresent()) {
                throw problem.get();
            }
            return new Item(keys);
        }

        private List<Item> unprocessedKeys() throws IOException {
            List<Item> unprocessed = new ArrayList<>();
            json.requireObject();
            while (json.nextField()) {
                json.requireObject();
                while (json.nextField()) {
                    if (json.name().equals("Keys")) {
                        json.requireArray();
                        while (json.nextElement()) {
                            unprocessed.add(keyAttributes());
                        }
                    } else {
                        json.skip();
                    }
                }
            }
            return unprocessed;
        }

        private double unitsOfTables() throws IOException {
            if (json.isNull()) {
                return 0;
            }
            double units = 0;
            json.requireArray();
            while (json.nextElement()) {
                units += units();
            }
            return units;
        }

        private double units() throws IOException {
            if (json.isNull()) {
                return 0;
            }
            double units = 0;
            json.requireObject();
            while (json.nextField()) {
                if (json.name().equals("CapacityUnits")) {
                    units = json.number();
                } else {
                    json.skip();
                }
            }
            return units;
        }
    }
}
