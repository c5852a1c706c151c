/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.host;

import java.time.Duration;

/**
 * What the server does with connections.
 *
 * @param keepaliveTime without anything from a client, after which the server asks for a sign of life
 * @param keepaliveTimeout until that must have come
 * @param maxAge after which clients are asked to connect anew; zero for never
 * @param maxAgeGrace after which they are cut
 */
public record Connections(Duration keepaliveTime, Duration keepaliveTimeout, Duration maxAge, Duration maxAgeGrace) {}
