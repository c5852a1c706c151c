/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configured table: a table name, or the ARN of the table or of one of its streams. The connector reads the latest
 * stream of the table, whichever stream the ARN names.
 *
 * @param text the configured text
 * @param name the table's name
 * @param region the region in the ARN; empty for a name
 * @param account the account in the ARN; empty for a name
 */
public record TableName(String text, String name, Optional<String> region, Optional<String> account) {
    /** DynamoDB's naming rules ("Supported data types and naming rules", Developer Guide). */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");

    private static final Pattern ARN = Pattern.compile(
            "arn:[a-z-]+:dynamodb:([a-z0-9-]+):([0-9]{12}):table/([a-zA-Z0-9_.-]{3,255})(/stream/[^/,\\s]+)?");

    /**
     * Parses a configured text.
     *
     * @throws IllegalArgumentException when the text is neither a table name nor an ARN of a table or stream
     */
    public static TableName parse(String text) {
        Matcher arn = ARN.matcher(text);
        if (arn.matches()) {
            return new TableName(text, arn.group(3), Optional.of(arn.group(1)), Optional.of(arn.group(2)));
        }
        if (NAME.matcher(text).matches()) {
            return new TableName(text, text, Optional.empty(), Optional.empty());
        }
        throw new IllegalArgumentException(
                "'" + text + "' is neither a table name (3 to 255 letters, digits, underscores,"
                        + " hyphens and dots) nor the ARN of a table or of its stream.");
    }

    /** Whether this can be the table with this ARN and name. */
    boolean matches(String tableArn, String tableName) {
        return region.isPresent() ? nameOrArn().equals(tableArn) : name.equals(tableName);
    }

    /** The identifier of the table in API calls: its name, or its ARN. */
    public String nameOrArn() {
        int stream = text.indexOf("/stream/");
        return stream < 0 ? text : text.substring(0, stream);
    }
}
