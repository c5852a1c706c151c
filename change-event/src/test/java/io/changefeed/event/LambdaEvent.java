/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.util.List;

/** The event of a Lambda function with the records of several change events. */
final class LambdaEvent {
    private LambdaEvent() {}

    static String json(List<ChangeEvent> events) {
        return events.stream()
                .map(event -> new String(LambdaJson.record(event), UTF_8))
                .collect(joining(",", "{\"Records\":[", "]}"));
    }
}
