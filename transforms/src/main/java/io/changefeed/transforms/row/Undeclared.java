/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.row;

/** What becomes of attributes that are not declared: the property {@code undeclared.attributes}. */
public enum Undeclared {
    /** The event is rejected. */
    REJECT,
    /** They are collected in one field, as DynamoDB's JSON. */
    JSON,
    /** They are left out. */
    IGNORE;

    /** The field that {@link #JSON} collects them in. */
    public static final String FIELD = "__undeclared";
}
