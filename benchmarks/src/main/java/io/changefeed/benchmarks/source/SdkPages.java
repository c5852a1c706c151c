/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Calls GetRecords with the AWS SDK: the minimum work of any connector. */
record SdkPages(DynamoDbStreamsClient client) implements PageSource {
    @Override
    public Caller caller() {
        return this::page;
    }

    private Page page(String iterator) {
        GetRecordsResponse response = client.getRecords(request -> request.shardIterator(iterator));
        long bytes = response.records().stream()
                .mapToLong(record -> record.dynamodb().sizeBytes())
                .sum();
        Optional<String> next = Optional.ofNullable(response.nextShardIterator())
                .filter(iteratorAfter -> !response.records().isEmpty());
        return new Page(response.records().size(), bytes, next);
    }
}
