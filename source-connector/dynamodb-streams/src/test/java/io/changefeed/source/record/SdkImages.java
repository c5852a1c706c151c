/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.aws.response.RawRecord;
import io.changefeed.event.Item;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** Converts the images of stream records of DynamoDB Local, for tests in other packages. */
public final class SdkImages {
    private SdkImages() {}

    public static Optional<Item> oldImage(Record record) {
        return parsed(record).oldImage();
    }

    public static Optional<Item> newImage(Record record) {
        return parsed(record).newImage();
    }

    private static RawRecord parsed(Record record) {
        return StreamRecords.parsed(StreamRecords.localTable(), record).get(0);
    }
}
