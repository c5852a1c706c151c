/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.row;

/** How to handle undeclared attributes: the property {@code undeclared.attributes}. */
public enum UndeclaredAttributes {
    /** The event is rejected. */
    REJECT,
    /** They are collected in a field as DynamoDB JSON. */
    JSON,
    /** They are dropped. */
    IGNORE;

    /** The field of {@link #JSON}. */
    public static final String FIELD = "__undeclared";
}
