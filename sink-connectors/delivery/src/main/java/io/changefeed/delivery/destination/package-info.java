/* SPDX-License-Identifier: Apache-2.0 */
/** The contract between the delivery core and the system that a sink delivers to. */
@NullMarked
package io.changefeed.delivery.destination;

import org.jspecify.annotations.NullMarked;
