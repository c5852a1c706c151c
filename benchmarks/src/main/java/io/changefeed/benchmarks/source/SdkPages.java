/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** GetRecords by the AWS SDK: the least that any connector has to do. */
record SdkPages(DynamoDbStreamsClient client) implements PageSource {
    @Override
    public Caller caller() {
        return this::page;
    }

    private Page page(String iterator) {
        GetRecordsResponse answer = client.getRecords(request -> request.shardIterator(iterator));
        long bytes = answer.records().stream()
                .mapToLong(record -> record.dynamodb().sizeBytes())
                .sum();
        Optional<String> next = Optional.ofNullable(answer.nextShardIterator())
                .filter(iteratorAfter -> !answer.records().isEmpty());
        return new Page(answer.records().size(), bytes, next);
    }
}
