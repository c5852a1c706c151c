/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

/** A column of the target table. */
public record Column(String name, ColumnType type) {}
