/* SPDX-License-Identifier: Apache-2.0 */
/** The gRPC server: its port, certificates, health and reflection, and its end. */
@NullMarked
package io.changefeed.fanout.host;

import org.jspecify.annotations.NullMarked;
