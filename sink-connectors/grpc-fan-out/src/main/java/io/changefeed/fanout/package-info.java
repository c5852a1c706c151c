/* SPDX-License-Identifier: Apache-2.0 */
/** The gRPC fan-out sink connector: topic record -> change event -> ring -> subscribers. Its only task owns the port. */
@NullMarked
package io.changefeed.fanout;

import org.jspecify.annotations.NullMarked;
