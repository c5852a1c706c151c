/* SPDX-License-Identifier: Apache-2.0 */
/** What the errors of a database mean for the events that met them. Pure. */
@NullMarked
package io.changefeed.readmodel.sql.fault;

import org.jspecify.annotations.NullMarked;
