/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The local stack: a Kafka broker, Connect workers and DynamoDB Local, each in a separate process on this machine.
 *
 * <p>Integration tests, benchmarks and {@code bin/local-stack} start these processes in the same way. The package does
 * not depend on any other module of Changefeed: the worker loads plugins from its plugin path.
 */
@NullMarked
package io.changefeed.localstack;

import org.jspecify.annotations.NullMarked;
