/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.table;

/** The region, account and name of a table. */
public record TableName(String region, String account, String table) {
    public String arn() {
        return "arn:aws:dynamodb:" + region + ":" + account + ":table/" + table;
    }

    /** Whether the table is in this region and account. */
    public boolean isOf(String someRegion, String someAccount) {
        return region.equals(someRegion) && account.equals(someAccount);
    }

    /**
     * Parses a table name, the ARN of a table, or the ARN of a stream. A plain name belongs to the given region and
     * account.
     */
    public static TableName parse(String nameOrArn, String region, String account) {
        String[] parts = nameOrArn.split(":", 6);
        if (parts.length < 6) {
            return new TableName(region, account, nameOrArn);
        }
        return new TableName(
                parts[3], parts[4], parts[5].replaceFirst("^table/", "").replaceFirst("/.*", ""));
    }
}
