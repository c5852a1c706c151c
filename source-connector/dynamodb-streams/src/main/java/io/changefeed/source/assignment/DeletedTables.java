/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.aws.AwsErrorClassifier;
import io.changefeed.source.stream.StreamClient;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Tables that were deleted while the connector was stopped. DynamoDB keeps the stream of a deleted table for 24 hours, and
 * only ListStreams names it. The streams are listed once: while the connector runs, it knows its tables.
 */
final class DeletedTables {
    private static final Logger LOG = LoggerFactory.getLogger(DeletedTables.class);

    private final StreamClient streams;
    /** The latest stream of each table that has one, by the ARN of the table; null before the first listing. */
    private @Nullable Map<String, String> latestStreams;

    DeletedTables(StreamClient streams) {
        this.streams = streams;
    }

    /**
     * The names of the tables that have a stream and match the pattern.
     *
     * @throws SdkException when the listing failed and retrying can succeed
     */
    Set<String> matching(Pattern regex) {
        Set<String> names = new TreeSet<>();
        for (String arn : latestStreams().keySet()) {
            if (regex.matcher(name(arn)).matches()) {
                names.add(name(arn));
            }
        }
        return names;
    }

    /** The ARN of a table that has a stream. */
    Optional<String> arn(String name) {
        return latestStreams().keySet().stream()
                .filter(arn -> name(arn).equals(name))
                .findFirst();
    }

    /** The latest stream of a table; empty if DynamoDB keeps none. */
    Optional<String> latestStream(String arn) {
        return Optional.ofNullable(latestStreams().get(arn));
    }

    private static String name(String arn) {
        return arn.substring(arn.indexOf('/') + 1);
    }

    private Map<String, String> latestStreams() {
        Map<String, String> listed = latestStreams;
        if (listed == null) {
            listed = list();
            latestStreams = listed;
        }
        return listed;
    }

    private Map<String, String> list() {
        Map<String, String> latest = new HashMap<>();
        try {
            for (String stream : streams.streamArns()) {
                // The label of a stream is its creation time, so later ARNs of a table are greater.
                latest.merge(
                        stream.substring(0, stream.indexOf("/stream/")),
                        stream,
                        (one, other) -> one.compareTo(other) > 0 ? one : other);
            }
        } catch (SdkException e) {
            if (AwsErrorClassifier.isTransient(e)) {
                throw e;
            }
            LOG.warn(
                    "The streams of the account cannot be listed. Unread changes of tables that were deleted while the"
                            + " connector was stopped may be lost. Allow dynamodb:ListStreams ({})",
                    e.getMessage());
        }
        return latest;
    }
}
