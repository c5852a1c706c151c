/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.aws.ItemValues;
import io.changefeed.event.Item;
import io.changefeed.event.Path;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** Converts the images of stream records of DynamoDB Local, for tests in other packages. */
public final class SdkImages {
    private SdkImages() {}

    public static Optional<Item> oldImage(Record record) {
        return record.dynamodb().hasOldImage()
                ? Optional.of(item(record.dynamodb().oldImage()))
                : Optional.empty();
    }

    public static Optional<Item> newImage(Record record) {
        return record.dynamodb().hasNewImage()
                ? Optional.of(item(record.dynamodb().newImage()))
                : Optional.empty();
    }

    private static Item item(Map<String, AttributeValue> image) {
        return ItemValues.item(image, Path.ROOT, ItemValues.Untyped.EMPTY_MAP);
    }
}
