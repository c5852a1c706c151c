/* SPDX-License-Identifier: Apache-2.0 */
/** The gRPC server: port, TLS, health, reflection and shutdown. */
@NullMarked
package io.changefeed.fanout.server;

import org.jspecify.annotations.NullMarked;
