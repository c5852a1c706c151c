/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.table;

/** The region, account and name of a table. */
public record TableName(String region, String account, String table) {
    public String arn() {
        return "arn:aws:dynamodb:" + region + ":" + account + ":table/" + table;
    }

    /** The table that an ARN of it, or of a stream of it, names; a plain name is one of the given account's. */
    public static TableName parse(String nameOrArn, String region, String account) {
        String[] parts = nameOrArn.split(":", 6);
        if (parts.length < 6) {
            return new TableName(region, account, nameOrArn);
        }
        return new TableName(
                parts[3], parts[4], parts[5].replaceFirst("^table/", "").replaceFirst("/.*", ""));
    }
}
