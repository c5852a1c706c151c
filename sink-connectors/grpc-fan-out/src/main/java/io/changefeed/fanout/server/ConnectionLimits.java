/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.server;

import java.time.Duration;

/**
 * Keepalive and maximum age of client connections.
 *
 * @param keepaliveTime idle time after which the server sends a keepalive ping
 * @param keepaliveTimeout how long the server waits for the response to a ping before it closes the connection
 * @param maxIdle time without calls after which the server sends GOAWAY
 * @param maxAge age at which the server sends GOAWAY so that the client reconnects; zero for never
 * @param maxAgeGrace how long calls may continue after that GOAWAY
 */
public record ConnectionLimits(
        Duration keepaliveTime, Duration keepaliveTimeout, Duration maxIdle, Duration maxAge, Duration maxAgeGrace) {}
