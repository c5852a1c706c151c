/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.event.EventRecodingLogger;
import org.slf4j.event.SubstituteLoggingEvent;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.SubstituteLogger;

/** Records the messages of a logger, with their levels. */
public final class LogRecorder {
    private final Queue<SubstituteLoggingEvent> events = new ArrayDeque<>();

    public Logger logger() {
        return new EventRecodingLogger(new SubstituteLogger("test", events, false), events);
    }

    /** Returns the messages in order, as {@code WARN text}. */
    public List<String> messages() {
        return events.stream().map(LogRecorder::text).toList();
    }

    private static String text(SubstituteLoggingEvent event) {
        return event.getLevel() + " "
                + MessageFormatter.arrayFormat(event.getMessage(), event.getArgumentArray())
                        .getMessage();
    }
}
