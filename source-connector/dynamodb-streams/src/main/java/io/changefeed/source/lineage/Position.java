/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.lineage;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Where in a shard to read next. Its text is what stands in the stored offset, made to be read and edited by people.
 */
public sealed interface Position {

    /** The forms that {@link #parse} reads, for messages. */
    String FORMS = "a sequence number (reading goes on after it), TRIM_HORIZON, LATEST, END (there is"
            + " nothing left to read), or SINCE and a time in UTC such as SINCE 2026-01-31T12:00:00Z";

    String text();

    /** This position for a shard that is opened at this moment: LATEST is then known. */
    default Position openedAt(Instant moment) {
        return this;
    }

    /** Where the children start once this shard has ended without a record at or after this position. */
    default Position ofChildren() {
        return new TrimHorizon();
    }

    /**
     * Reads a position's text.
     *
     * @throws IllegalArgumentException when it is none; the message says what is accepted
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
        throw new IllegalArgumentException("'" + text + "' is no position; expected " + FORMS);
    }

    /** The oldest record that the shard still has. */
    record TrimHorizon() implements Position {
        private static final String TEXT = "TRIM_HORIZON";

        @Override
        public String text() {
            return TEXT;
        }
    }

    /** The tip of the shard at the moment when it is opened. It becomes a {@link Since} as soon as that has happened. */
    record Latest() implements Position {
        private static final String TEXT = "LATEST";

        /** What an iterator at LATEST would skip until its first record is stored, a crash would lose. */
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
     * The first record made at or after a moment, and all that follow it.
     *
     * <p>DynamoDB has no iterator for a time: the shard is read from its trim horizon and older records are dropped, up
     * to a margin before the moment.
     */
    record Since(Instant moment) implements Position {
        /**
         * How much older than the moment a record may be and is still delivered. DynamoDB cuts the time of a change to
         * the second, DynamoDB Local to the minute, and the clocks of DynamoDB and of this machine differ.
         */
        public static final Duration MARGIN = Duration.ofMinutes(1);

        private static final String PREFIX = "SINCE ";

        private static Since parse(String text) {
            try {
                return new Since(Instant.parse(text.substring(PREFIX.length())));
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("'" + text + "' is no position; expected " + FORMS, e);
            }
        }

        /** Whether a record made at this time is older than what is wanted. */
        public boolean isBefore(Instant creation) {
            return creation.isBefore(moment.minus(MARGIN));
        }

        /** A shard that ended before the moment says nothing about when its children were written to. */
        @Override
        public Position ofChildren() {
            return this;
        }

        @Override
        public String text() {
            return PREFIX + moment;
        }
    }

    /** Behind the last record of the last shard of a lineage: its stream is disabled, and nothing will follow. */
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
