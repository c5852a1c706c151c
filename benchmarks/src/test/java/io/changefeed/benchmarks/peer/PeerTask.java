/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.peer;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** Reads the only shard of a stream from its beginning, and writes the sequence number of each change. */
public final class PeerTask extends SourceTask {
    private final HttpClient http = HttpClient.newHttpClient();
    private URI endpoint = URI.create("http://localhost");
    private String topic = "";
    private Optional<String> iterator = Optional.empty();

    @Override
    public void start(Map<String, String> properties) {
        endpoint = URI.create(properties.getOrDefault("endpoint", ""));
        topic = properties.getOrDefault("topic", "");
        try {
            String stream = field(
                    "StreamArn",
                    call("ListStreams", "{\"TableName\":\"" + properties.getOrDefault("table", "") + "\"}"));
            String shard = field("ShardId", call("DescribeStream", "{\"StreamArn\":\"" + stream + "\"}"));
            iterator = Optional.of(field(
                    "ShardIterator",
                    call(
                            "GetShardIterator",
                            "{\"StreamArn\":\"" + stream + "\",\"ShardId\":\"" + shard
                                    + "\",\"ShardIteratorType\":\"TRIM_HORIZON\"}")));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectException(e);
        }
    }

    @Override
    public List<SourceRecord> poll() throws InterruptedException {
        if (iterator.isEmpty()) {
            return List.of();
        }
        String page = call("GetRecords", "{\"ShardIterator\":\"" + iterator.get() + "\"}");
        List<String> numbers = fields("SequenceNumber", page);
        iterator = numbers.isEmpty() ? Optional.empty() : Optional.of(field("NextShardIterator", page));
        return numbers.stream()
                .map(number -> new SourceRecord(Map.of(), Map.of(), topic, Schema.STRING_SCHEMA, number))
                .toList();
    }

    private String call(String operation, String body) throws InterruptedException {
        try {
            return http.send(
                            HttpRequest.newBuilder(endpoint)
                                    .header("X-Amz-Target", "DynamoDBStreams_20120810." + operation)
                                    .POST(BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new ConnectException(e);
        }
    }

    private static String field(String name, String json) {
        return fields(name, json).get(0);
    }

    private static List<String> fields(String name, String json) {
        return Pattern.compile("\"" + name + "\":\"([^\"]+)\"")
                .matcher(json)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    @Override
    public void stop() {}

    @Override
    public String version() {
        return "1";
    }
}
