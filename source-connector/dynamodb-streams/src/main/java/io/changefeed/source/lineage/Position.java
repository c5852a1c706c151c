/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.lineage;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * The place in a shard from which to read next. Stored offsets contain its text, which users can read and edit.
 */
public sealed interface Position {

    /** The texts that {@link #parse} accepts, for messages. */
    String SYNTAX = "a sequence number (reading continues after it), TRIM_HORIZON, LATEST, END (nothing is"
            + " left to read), or SINCE and a time in UTC such as SINCE 2026-01-31T12:00:00Z";

    String text();

    /** This position in a shard that is opened at this time: LATEST becomes {@link Since}. */
    default Position openedAt(Instant moment) {
        return this;
    }

    /** The position of the children of a shard that ended without a record at or after this position. */
    default Position childPosition() {
        return new TrimHorizon();
    }

    /**
     * Parses the text of a position.
     *
     * @throws IllegalArgumentException when the text is not a position; the message lists the accepted texts
     */
    static Position parse(String text) {
        if (text.equals(TrimHorizon.TEXT)) {
            return new TrimHorizon();
        }
        if (text.equals(Latest.TEXT)) {
            return new Latest();
        }
        if (text.equals(End.TEXT)) {
            return new End();
        }
        if (text.startsWith(Since.PREFIX)) {
            return Since.parse(text);
        }
        if (After.SEQUENCE_NUMBER.matcher(text).matches()) {
            return new After(text);
        }
        throw new IllegalArgumentException("'" + text + "' is not a position; expected " + SYNTAX);
    }

    /** The oldest record that the shard still has. */
    record TrimHorizon() implements Position {
        private static final String TEXT = "TRIM_HORIZON";

        @Override
        public String text() {
            return TEXT;
        }
    }

    /** The tip of the shard when it is opened. It then becomes {@link Since}. */
    record Latest() implements Position {
        private static final String TEXT = "LATEST";

        /** An iterator at LATEST would lose the records written between a crash and the first stored position. */
        @Override
        public Position openedAt(Instant moment) {
            return new Since(moment);
        }

        @Override
        public String text() {
            return TEXT;
        }
    }

    /**
     * The first record that was written at or after a time.
     *
     * <p>DynamoDB has no iterator for a time: the shard is read from its trim horizon, and records that are older than
     * the time minus a margin are dropped.
     */
    record Since(Instant moment) implements Position {
        /**
         * Records that are older than the time by at most this margin are emitted. DynamoDB truncates the time of a
         * change to the second, DynamoDB Local to the minute, and clocks differ.
         */
        public static final Duration MARGIN = Duration.ofMinutes(1);

        private static final String PREFIX = "SINCE ";

        private static Since parse(String text) {
            try {
                return new Since(Instant.parse(text.substring(PREFIX.length())));
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("'" + text + "' is not a position; expected " + SYNTAX, e);
            }
        }

        /** Whether a record with this creation time is too old to be emitted. */
        public boolean excludes(Instant creation) {
            return creation.isBefore(moment.minus(MARGIN));
        }

        /** The children of a shard that ended before the time may have records from before it too. */
        @Override
        public Position childPosition() {
            return this;
        }

        @Override
        public String text() {
            return PREFIX + moment;
        }
    }

    /** The end of the last shard of a lineage: its stream is disabled, and no record will follow. */
    record End() implements Position {
        private static final String TEXT = "END";

        @Override
        public String text() {
            return TEXT;
        }
    }

    /** The record after this sequence number. */
    record After(String sequenceNumber) implements Position {
        private static final Pattern SEQUENCE_NUMBER = Pattern.compile("[0-9]{1,64}");

        @Override
        public String text() {
            return sequenceNumber;
        }
    }
}
