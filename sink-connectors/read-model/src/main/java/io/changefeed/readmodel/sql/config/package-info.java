/* SPDX-License-Identifier: Apache-2.0 */
/** The properties of the connector that only it has: the connection and the tables. */
@NullMarked
package io.changefeed.readmodel.sql.config;

import org.jspecify.annotations.NullMarked;
