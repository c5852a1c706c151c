/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.response;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The configured results of statuses other than 2xx. A status without a result is retried, so that no event is lost. */
public final class StatusMapping {
    private final Map<StatusResult, List<StatusRange>> ranges;

    public StatusMapping(Map<StatusResult, List<StatusRange>> ranges) {
        this.ranges = Map.copyOf(ranges);
    }

    /** A range of one result, and the other result that claims the same statuses. */
    public record Conflict(StatusRange range, StatusResult other) {}

    /** Returns the first conflict of the ranges of a result with those of other results. */
    public Optional<Conflict> conflict(StatusResult result) {
        return ranges(result)
                .flatMap(range -> Stream.of(StatusResult.values())
                        .filter(other -> other != result && ranges(other).anyMatch(range::conflictsWith))
                        .map(other -> new Conflict(range, other)))
                .findFirst();
    }

    StatusResult result(int status) {
        return find(status, false).or(() -> find(status, true)).orElse(StatusResult.RETRY);
    }

    private Optional<StatusResult> find(int status, boolean isClass) {
        return Stream.of(StatusResult.values())
                .filter(result ->
                        ranges(result).anyMatch(range -> range.isClass() == isClass && range.contains(status)))
                .findFirst();
    }

    private Stream<StatusRange> ranges(StatusResult result) {
        return ranges.getOrDefault(result, List.of()).stream();
    }
}
