/* SPDX-License-Identifier: Apache-2.0 */
/** The gRPC fan-out sink connector: record of a topic -> change event -> ring -> subscribers. Its one task has the port. */
@NullMarked
package io.changefeed.fanout;

import org.jspecify.annotations.NullMarked;
