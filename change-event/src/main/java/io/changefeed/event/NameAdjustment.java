/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;

/**
 * Adjusts names for converters that do not accept all names: the properties {@code schema.name.adjustment.mode} and
 * {@code field.name.adjustment.mode}, with Debezium's values.
 *
 * <p>Distinct names remain distinct. Debezium's mode {@code avro} does not guarantee that ({@code a-b} and {@code a.b}
 * both become {@code a_b}) and is therefore not supported.
 */
public enum NameAdjustment {
    /** Names are not changed. */
    NONE("none") {
        @Override
        String segment(String name) {
            return name;
        }
    },
    /**
     * Characters that Avro does not allow in a name, a leading digit and the underscore become {@code _u} and the four
     * lower-case hexadecimal digits of the UTF-16 code unit: {@code orders-prod} becomes {@code orders_u002dprod},
     * {@code line_no} becomes {@code line_u005fno}. A supplementary character becomes two such groups. An empty segment
     * of a schema name becomes {@code _}.
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

    /** Returns the value of the property. */
    public String text() {
        return text;
    }

    /** Adjusts the name of a field. Dots are adjusted too. */
    public String fieldName(String name) {
        return segment(name);
    }

    /** Adjusts each segment of the full name of a schema. The dots between the segments are kept. */
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
