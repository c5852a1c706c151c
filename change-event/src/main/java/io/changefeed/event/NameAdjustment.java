/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;

/**
 * How names are made fit for converters that do not accept every name: the properties
 * {@code schema.name.adjustment.mode} and {@code field.name.adjustment.mode}, with Debezium's texts.
 *
 * <p>Each mode gives different names different adjusted names. Debezium's mode {@code avro} does not ({@code a-b} and
 * {@code a.b} both become {@code a_b}), so there is no such mode here.
 */
public enum NameAdjustment {
    /** Names stay as they are. */
    NONE("none") {
        @Override
        String segment(String name) {
            return name;
        }
    },
    /**
     * Every character that an Avro name cannot have, a digit at the start and the underscore itself become
     * {@code _u} and the four lower-case hexadecimal digits of the UTF-16 unit: {@code orders-prod} becomes
     * {@code orders_u002dprod}, {@code line_no} becomes {@code line_u005fno}. A character beyond the basic plane
     * becomes two such groups. Between two dots of a schema name where nothing stands, {@code _} will stand.
     */
    AVRO_UNICODE("avro_unicode") {
        @Override
        String segment(String name) {
            if (name.isEmpty()) {
                return "_";
            }
            StringBuilder adjusted = new StringBuilder(name.length());
            for (int i = 0; i < name.length(); i++) {
                char unit = name.charAt(i);
                if (isLetter(unit) || (isDigit(unit) && i > 0)) {
                    adjusted.append(unit);
                } else {
                    adjusted.append(String.format("_u%04x", (int) unit));
                }
            }
            return adjusted.toString();
        }
    };

    private final String text;

    NameAdjustment(String text) {
        this.text = text;
    }

    /** The text that stands in a configuration. */
    public String text() {
        return text;
    }

    /** A field's name, adjusted; a dot in it is a character like any other. */
    public String fieldName(String name) {
        return segment(name);
    }

    /** A schema's full name, adjusted segment by segment; the dots between the segments stay. */
    public String schemaName(String name) {
        return Arrays.stream(name.split("\\.", -1)).map(this::segment).collect(joining("."));
    }

    abstract String segment(String name);

    private static boolean isLetter(char unit) {
        return (unit >= 'a' && unit <= 'z') || (unit >= 'A' && unit <= 'Z');
    }

    private static boolean isDigit(char unit) {
        return unit >= '0' && unit <= '9';
    }
}
